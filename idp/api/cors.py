"""Which browser apps may read the API's answers: those whose origin a client registered. Spec: Fetch Standard §3.2."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from idp.clients import registry
from idp.clients.models import Client

_REQUEST_HEADERS = "authorization, content-type"
_EXPOSED_HEADERS = "WWW-Authenticate, Retry-After"
_MAX_AGE_SECONDS = "600"
_MAX_ORIGIN_CHARACTERS = 300


def is_preflight(request: HttpRequest) -> bool:
    """Whether this OPTIONS is a browser's question on behalf of a registered origin."""
    return "Access-Control-Request-Method" in request.headers and _is_registered(_origin(request))


def preflight(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """The answer to a preflight; it carries no token, so it says nothing about the call itself."""
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(method for method in methods if method != "OPTIONS")
    response.headers["Access-Control-Allow-Headers"] = _REQUEST_HEADERS
    response.headers["Access-Control-Max-Age"] = _MAX_AGE_SECONDS
    _allow(_origin(request), response)
    return response


def expose(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the origin read the answer: of the access token's client, or of any client when no token was accepted."""
    patch_vary_headers(response, ["Origin"])
    origin = _origin(request)
    token = getattr(request, "auth", None)
    if token is None:
        may_read = _is_registered(origin)
    else:
        client = registry.get(token.client_id)
        may_read = client is not None and origin in client.allowed_origins
    if may_read:
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
        _allow(origin, response)


def _origin(request: HttpRequest) -> str:
    return request.headers.get("Origin", "")


def _allow(origin: str, response: HttpResponseBase) -> None:
    patch_vary_headers(response, ["Origin"])
    response.headers["Access-Control-Allow-Origin"] = origin


def _is_registered(origin: str) -> bool:
    if not origin or len(origin) > _MAX_ORIGIN_CHARACTERS or " " in origin:
        return False
    lists = Client.objects.filter(enabled=True, allowed_origins__contains=origin).values_list("allowed_origins", flat=True)
    return any(origin in allowed.split() for allowed in lists)
