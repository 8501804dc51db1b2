"""What oauthlib asks us, in the order in which it asks. Spec: RFC 6749 §4.1, §4.4, §6; RFC 7636.

DOT's validator is the base; none of its storage is reached (tests/unit/oidc/test_engine_facts.py holds the facts we rely on).
Our own refusals are raised as OAuthError and pass through oauthlib untouched.
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request

from idp.clients import registry
from idp.clients.registry import ClientRecord
from idp.oidc.grants import Exchange, authorization_code, client_credentials, refresh_token
from idp.protocol.errors import OAuthError
from idp.protocol.rfc7636_pkce import METHOD


class Validator(OAuth2Validator):
    """The callbacks of the three grant types, and refusals for all others."""

    # the authorization request

    def validate_client_id(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        request.client = registry.get(client_id)
        return request.client is not None and request.client.enabled

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        client: ClientRecord = request.client
        return client.may_redirect_to(redirect_uri)

    def get_default_redirect_uri(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> None:
        return None  # never guessed, even when only one is registered

    def validate_response_type(
        self, client_id: str, response_type: str, client: ClientRecord, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return response_type == "code" and "authorization_code" in client.grant_types

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        client: ClientRecord = request.client
        return client.require_pkce or client.is_public

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        if request.grant_type == "client_credentials":
            return sorted(client_credentials.allowed_scopes(request.client))
        return []

    def validate_scopes(
        self, client_id: str, scopes: Iterable[str], client: ClientRecord, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        if request.grant_type == "client_credentials":
            return set(scopes) <= client_credentials.allowed_scopes(client)
        return bool(scopes) and set(scopes) <= client.scopes

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        authorization_code.issue(
            request.client,
            request.facts,
            code["code"],
            redirect_uri=request.redirect_uri,
            code_challenge=request.code_challenge or "",
            nonce=request.nonce or "",
        )

    # the token request: the client was authenticated at the door (client_auth) and stands in the exchange

    def client_authentication_required(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        return not request.exchange.client.is_public

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        return self._name_client(request)

    def authenticate_client_id(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        return self._name_client(request)

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: ClientRecord, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return grant_type in client.grant_types

    # … with a code

    def validate_code(
        self, client_id: str, code: str, client: ClientRecord, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        authorization_code.find(request.exchange, code)
        return True

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        return request.exchange.grant.code_challenge or None

    def get_code_challenge_method(self, code: str, request: Request) -> str:
        return METHOD

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: ClientRecord, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        authorization_code.check(request.exchange, redirect_uri, request.code_verifier or "")
        return True

    # … with a refresh token

    def validate_refresh_token(
        self, refresh_token_text: str, client: ClientRecord, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        refresh_token.find(request.exchange, refresh_token_text)
        return True

    def get_original_scopes(self, refresh_token_text: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        return list(refresh_token.granted_scopes(request.exchange))

    def is_within_original_scope(
        self, request_scopes: list[str], refresh_token_text: str, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return False

    # afterwards: everything was spent, minted and recorded in the hooks of the server

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing is stored: access tokens are signed, refresh tokens derived."""

    def invalidate_authorization_code(self, client_id: str, code: str, request: Request, *args: Any, **kwargs: Any) -> None:
        """The code was spent before anything was minted."""

    # doors that do not exist here

    def validate_user(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OAuthError("unsupported_grant_type", "The password grant does not exist here.")

    def validate_bearer_token(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("access tokens are checked by idp.oidc.access")

    def revoke_token(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("tokens are revoked by idp.oidc.revoke")

    @staticmethod
    def _name_client(request: Request) -> bool:
        exchange: Exchange = request.exchange
        request.client = exchange.client
        request.client_id = exchange.client.client_id
        return True
