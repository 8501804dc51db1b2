"""What every view of the API shares: permissions per method, strict input, CORS, and answers that are never cached."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ParseError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from idp.accounts.models import User
from idp.api.permissions import DenyAll
from idp.api.serializers.strict import EmptySerializer
from idp.clients import registry
from idp.oidc import cors
from idp.oidc.access import Access


class Endpoint(APIView):
    """A resource of the API: who may call it (``permissions``), what its body (``inputs``) and query (``queries``) hold.

    All three are said per method. A method without permissions is closed; without an input it takes an empty body only,
    without a query no parameter at all.
    """

    permissions: ClassVar[Mapping[str, tuple[type[BasePermission], ...]]] = {}
    inputs: ClassVar[Mapping[str, type[Serializer[Any]]]] = {}
    queries: ClassVar[Mapping[str, type[Serializer[Any]]]] = {}

    @staticmethod
    def person(request: Request) -> User:
        """Who calls; the permissions have seen to it that there is somebody."""
        return cast(User, request.user)

    @staticmethod
    def token(request: Request) -> Access:
        """What the access token says, as of today."""
        return cast(Access, request.auth)

    def get_permissions(self) -> list[BasePermission]:
        """The permissions of this request's method."""
        return [permission() for permission in self.permissions.get(_asked(self.request), (DenyAll,))]

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Answer a preflight without authentication; add CORS and cache headers to every other answer."""
        if cors.is_preflight(request):
            return cors.preflight(request, ", ".join(method for method in self.allowed_methods if method != "OPTIONS"))
        response = cast(HttpResponse, super().dispatch(request, *args, **options))
        response.headers["Cache-Control"] = "no-store"
        token = getattr(request, "auth", None)  # set by the authentication; only its client's origin may read about a person
        if token is None:
            return cors.expose_refusal(request, response)
        return cors.expose(request, response, registry.get(token.client_id))

    def initial(self, request: Request, *args: Any, **options: Any) -> None:
        """Refuse an unknown method, then query parameters that the call does not take, then the caller, then a stray body."""
        if request.method == "OPTIONS" or not hasattr(self, _asked(request).lower()):  # DRF's OPTIONS would describe the view
            self.http_method_not_allowed(request)
        self.query = self._query(request)
        super().initial(request, *args, **options)
        self.input = self.inputs.get(request.method or "", EmptySerializer)(data=request.data)
        self.input.is_valid(raise_exception=True)

    def _query(self, request: Request) -> Mapping[str, Any]:
        """The query's parameters, checked. Raises: ParseError, without a word of what was sent."""
        taken = self.queries.get(_asked(request), EmptySerializer)(data=request.query_params.dict())
        if any(len(values) > 1 for _, values in request.query_params.lists()):
            raise ParseError("A query parameter is repeated.")
        if not taken.is_valid():
            raise ParseError(
                "A query parameter is not valid, or not one of this call."
                if self.queries.get(_asked(request))
                else "This call takes no query parameters."
            )
        return cast(Mapping[str, Any], taken.validated_data)


def _asked(request: Request) -> str:
    return "GET" if request.method == "HEAD" else request.method or ""
