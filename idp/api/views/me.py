"""Who the access token speaks for."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import scopes
from idp.api.serializers.me import MeSerializer
from idp.mfa import services


class Me(Endpoint):
    """The account behind the access token."""

    permissions: ClassVar = {"GET": (scopes("account:read"),)}

    @operation("me", "The signed-in person", {200: MeSerializer})
    def get(self, request: Request) -> Response:
        """The person's account and second factors."""
        user = self.person(request)
        facts = services.factor_facts(user)
        return Response(
            MeSerializer(
                {
                    "sub": user.sub,
                    "email": user.email,
                    "email_verified": user.email_verified_at is not None,
                    "name": user.name,
                    "is_admin": user.is_admin,
                    "deletion_at": user.deletion_at,
                    "acr": self.token(request).acr,
                    "factors": {
                        "totp": facts.has_totp,
                        "email_code": facts.email_usable,
                        "recovery_codes_left": facts.recovery_codes_left,
                    },
                }
            ).data
        )
