"""Who the access token speaks for, and what they say about themselves."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from idp.accounts import profile
from idp.accounts.models import User
from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import Fresh, scopes
from idp.api.serializers.me import EmailCodeSwitchSerializer, MeSerializer, ProfileSerializer
from idp.mfa import recovery, services


class Me(Endpoint):
    """The account behind the access token."""

    permissions: ClassVar = {"GET": (scopes("account:read"),), "PATCH": (scopes("account:write"),)}
    inputs: ClassVar = {"PATCH": ProfileSerializer}

    @operation("me", "The signed-in person", {200: MeSerializer})
    def get(self, request: Request) -> Response:
        """The person's account and second factors."""
        return Response(MeSerializer(facts(self.person(request), self.token(request).acr)).data)

    @operation("me_update", "Change one's own profile", {200: MeSerializer}, takes=ProfileSerializer)
    def patch(self, request: Request) -> Response:
        """What is named is replaced; a claim of null is removed. A member that cannot be is 422 with its name in ``errors``."""
        person = self.person(request)
        profile.update(person, self.input.validated_data, request=request._request)
        return Response(MeSerializer(facts(person, self.token(request).acr)).data)


class EmailCode(Endpoint):
    """Codes by e-mail beside an authenticator app."""

    permissions: ClassVar = {"PUT": (scopes("account:write"), Fresh)}
    inputs: ClassVar = {"PUT": EmailCodeSwitchSerializer}

    @operation("email_code_switch", "Switch codes by e-mail on or off", {200: MeSerializer}, takes=EmailCodeSwitchSerializer)
    def put(self, request: Request) -> Response:
        """Off is possible only beside an app and with recovery codes left (409), so that nobody is locked out."""
        person = self.person(request)
        services.switch_email_code(
            person, enabled=self.input.validated_data["enabled"], request=request._request, sid=self.token(request).sid or ""
        )
        return Response(MeSerializer(facts(person, self.token(request).acr)).data)


def facts(user: User, acr: str) -> dict[str, Any]:
    """What ``MeSerializer`` shows."""
    factors = services.factor_facts(user)
    return {
        "sub": user.sub,
        "email": user.email,
        "email_verified": user.email_verified_at is not None,
        "name": user.name,
        "locale": user.locale,
        "claims": user.told_claims,
        "is_admin": user.is_admin,
        "is_helpdesk": user.is_helpdesk,
        "deletion_at": user.deletion_at,
        "acr": acr,
        "factors": {
            "totp": factors.has_totp,
            "email_code": factors.email_usable,
            "email_code_off": user.email_code_off,
            "mfa_required": services.policy_of(user) == "mfa",
            "recovery_codes_left": factors.recovery_codes_left,
            "recovery_codes_low": factors.has_totp and factors.recovery_codes_left <= services.FEW_RECOVERY_CODES,
            "recovery_codes_saved": factors.recovery_saved,
            "recovery_code_used_at": recovery.used_at(user),
        },
    }
