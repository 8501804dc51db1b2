"""The access token of an API call. Spec: RFC 6750 §2.1; RFC 9068 §4."""

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from idp.accounts.models import User
from idp.oidc import access
from idp.oidc.access import Access
from idp.protocol import rfc6750_bearer
from idp.protocol.errors import OAuthError


class AccessTokenAuthentication(BaseAuthentication):
    """Only the Authorization header, only an access token whose audience is this API, only one of a person."""

    def authenticate(self, request: Request) -> tuple[User, Access] | None:
        """Check the token against the grant, client, session and person of today.

        Raises: OAuthError.
        """
        token = rfc6750_bearer.token_of(request.META.get("HTTP_AUTHORIZATION"))
        if token is None:
            return None
        found = access.authenticate(token, audience=settings.IDP.api_resource)
        if found.user_id is None:
            raise OAuthError("insufficient_scope", "This API needs the access token of a person.", redirectable=False)
        user = User.objects.filter(pk=found.user_id, is_active=True).first()
        if user is None:
            raise OAuthError("invalid_token", "The access token is not valid.", detail="the person is gone", redirectable=False)
        return user, found

    def authenticate_header(self, request: Request) -> str:
        """The challenge for a call without credentials."""
        return rfc6750_bearer.challenge(settings.IDP.api_resource)
