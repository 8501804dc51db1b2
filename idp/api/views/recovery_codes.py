"""A new set of recovery codes."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import Fresh, scopes
from idp.api.serializers.authenticators import RecoveryCodesSerializer
from idp.core.errors import AppError
from idp.mfa import recovery, services


class RecoveryCodes(Endpoint):
    """The person's recovery codes; only making new ones is possible, reading them is not."""

    permissions: ClassVar = {"POST": (scopes("account:write"), Fresh)}

    @operation("recovery_codes", "Make new recovery codes", {201: RecoveryCodesSerializer})
    def post(self, request: Request) -> Response:
        """Replace the set. Codes stand in for an authenticator app, so without one there is nothing to recover."""
        person = self.person(request)
        if not services.factor_facts(person).has_totp:
            raise AppError("no_authenticator", "Set up an authenticator app first.", status=409)
        codes = recovery.renew(person, request=request._request, sid=self.token(request).sid or "")
        return Response(RecoveryCodesSerializer({"codes": codes}).data, status=201)


class RecoveryCodesSaved(Endpoint):
    """The person's word that the codes are kept."""

    permissions: ClassVar = {"POST": (scopes("account:write"),)}

    @operation("recovery_codes_saved", "Say that the recovery codes are saved", {204: None})
    def post(self, request: Request) -> Response:
        """Until this is said, the next sign-in asks again: codes that nobody kept help nobody."""
        recovery.mark_saved(self.person(request))
        return Response(status=204)
