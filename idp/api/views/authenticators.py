"""Authenticators: which there are, adding an app, removing one. Spec: RFC 6238; RFC 9470 for the fresh proof."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from idp.accounts.outcomes import Rejected
from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import Fresh, scopes
from idp.api.serializers.authenticators import (
    AuthenticatorListSerializer,
    AuthenticatorNameSerializer,
    AuthenticatorSerializer,
    TotpConfirmedSerializer,
    TotpConfirmSerializer,
    TotpEnrolmentSerializer,
)
from idp.core.errors import AppError
from idp.mfa import enrolment
from idp.mfa.models import Authenticator

SENSITIVE = (scopes("account:write"), Fresh)


class Authenticators(Endpoint):
    """The person's enrolled authenticators."""

    permissions: ClassVar = {"GET": (scopes("account:read"),)}

    @operation("authenticators", "The enrolled authenticators", {200: AuthenticatorListSerializer})
    def get(self, request: Request) -> Response:
        """Confirmed authenticators, oldest first."""
        found = Authenticator.objects.filter(user=self.person(request)).exclude(confirmed_at=None).order_by("created_at", "pk")
        return Response(AuthenticatorListSerializer({"results": found}).data)


class OneAuthenticator(Endpoint):
    """One enrolled authenticator."""

    permissions: ClassVar = {"DELETE": SENSITIVE, "PATCH": (scopes("account:write"),)}
    inputs: ClassVar = {"PATCH": AuthenticatorNameSerializer}

    @operation("authenticator_remove", "Remove an authenticator", {204: None})
    def delete(self, request: Request, id: str) -> Response:  # noqa: A002 - its name in the path
        """Remove it, with the recovery codes if it was the last; the policy of the deployment may forbid that."""
        enrolment.remove(self.person(request), id, request=request._request, sid=self.token(request).sid or "")
        return Response(status=204)

    @operation(
        "authenticator_rename", "Name an authenticator", {200: AuthenticatorSerializer}, takes=AuthenticatorNameSerializer
    )
    def patch(self, request: Request, id: str) -> Response:  # noqa: A002 - its name in the path
        """A name helps its owner to tell phones apart; it proves and changes nothing else."""
        label = self.input.validated_data["label"]
        row = enrolment.rename(self.person(request), id, label, request=request._request, sid=self.token(request).sid or "")
        return Response(AuthenticatorSerializer(row).data)


class TotpEnrolment(Endpoint):
    """Adding an authenticator app."""

    permissions: ClassVar = {"POST": SENSITIVE}

    @operation("totp_start", "Begin to add an authenticator app", {201: TotpEnrolmentSerializer})
    def post(self, request: Request) -> Response:
        """A key that waits for its first code; asking again within its life gives the same key."""
        pending = enrolment.begin(self.person(request), binding=_binding(self, request))
        return Response(TotpEnrolmentSerializer(pending).data, status=201)


class TotpConfirmation(Endpoint):
    """The first code of a pending authenticator app."""

    permissions: ClassVar = {"POST": SENSITIVE}
    inputs: ClassVar = {"POST": TotpConfirmSerializer}

    @operation("totp_confirm", "Confirm the app by its first code", {200: TotpConfirmedSerializer}, takes=TotpConfirmSerializer)
    def post(self, request: Request, id: str) -> Response:  # noqa: A002 - its name in the path
        """Turn the app on; recovery codes come along where the person had none, and are shown this once.

        A wrong code is 422 with ``errors.code`` and ``attempts_left``; the key stays the same.
        """
        person, binding = self.person(request), _binding(self, request)
        pending = enrolment.pending(person, binding=binding)
        if pending is None or pending.handle != id:
            raise AppError("enrolment_not_open", "This set-up is no longer open. Start again.", status=404)
        answer = enrolment.confirm(
            person,
            binding=binding,
            code=self.input.validated_data["code"],
            label=self.input.validated_data["label"],
            request=request._request,
            sid=self.token(request).sid or "",
        )
        if isinstance(answer, Rejected):
            raise wrong_code(answer)
        return Response(TotpConfirmedSerializer(answer).data)


def wrong_code(answer: Rejected) -> AppError:
    """A rejected code as a problem with the attempts that are left."""
    return AppError(
        "wrong_code",
        "The code was not accepted.",
        status=422,
        fields={"code": [answer.message]},
        extra={"reason": answer.reason} | ({"attempts_left": answer.attempts_left} if answer.reason == "wrong" else {}),
    )


def _binding(endpoint: Endpoint, request: Request) -> str:
    return f"session:{endpoint.token(request).sid}"
