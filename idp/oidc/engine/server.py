"""oauthlib's endpoints with the three grant types that exist here, and the hooks in which we spend and mint.

Spec: RFC 6749 §3.1, §3.2; RFC 9700 §2.1.1 (S256 only), §2.1.2, §2.4 (neither implicit nor password grant).
"""

from typing import Any

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from oauthlib.oauth2.rfc6749.tokens import TokenBase

from idp.core import secrets
from idp.oidc.engine.validator import Validator
from idp.oidc.grants import authorization_code, client_credentials, invalid_grant, refresh_token
from idp.protocol import rfc7636_pkce
from idp.protocol.errors import OAuthError


class CodeGrant(AuthorizationCodeGrant):
    """The code grant, S256 only; a failed proof is counted."""

    _code_challenge_methods = {rfc7636_pkce.METHOD: rfc7636_pkce.verifies}

    def create_authorization_code(self, request: Request) -> dict[str, str]:
        return {"code": secrets.token(256)}

    def validate_token_request(self, request: Request) -> None:
        try:
            super().validate_token_request(request)
        except errors.OAuth2Error as error:  # oauthlib's own refusal: after `find`, that is the verifier's
            authorization_code.wrong_verifier(request.exchange)
            if error.error == "invalid_grant":
                raise invalid_grant("the code_verifier does not fit the code_challenge") from error
            raise


class Minted(TokenBase):
    """Hands over what a hook has minted."""

    __slots__ = ()

    def create_token(self, request: Request, refresh_token: bool = False, **_: Any) -> dict[str, Any]:
        """The token response; without one there is no answer."""
        answer: dict[str, Any] | None = request.exchange.answer
        assert answer is not None, "nothing was minted"
        return answer


class Server(AuthorizationEndpoint, TokenEndpoint):
    """The engine: one response type, three grant types, nothing by default."""

    def __init__(self) -> None:
        validator = Validator()
        self.validator = validator
        self.code_grant = CodeGrant(
            validator, pre_auth=[_only_code], post_auth=[_challenge_is_well_formed], post_token=[_redeem_code]
        )
        grant_types = {
            "authorization_code": self.code_grant,
            "refresh_token": RefreshTokenGrant(validator, post_token=[_rotate_refresh_token]),
            "client_credentials": ClientCredentialsGrant(validator, pre_token=[_check_client], post_token=[_issue_to_client]),
        }
        minted = Minted()
        AuthorizationEndpoint.__init__(self, "code", minted, {"code": self.code_grant})
        TokenEndpoint.__init__(self, None, minted, grant_types)


def _only_code(request: Request) -> dict[str, Any]:
    if request.response_type not in (None, "code"):
        raise OAuthError("unsupported_response_type", "response_type must be code.")
    return {}


def _challenge_is_well_formed(request: Request) -> dict[str, Any]:
    if request.code_challenge is not None and not rfc7636_pkce.is_challenge(request.code_challenge):
        raise OAuthError("invalid_request", "code_challenge must be the base64url SHA-256 of the verifier.")
    if request.code_challenge is None and request.code_challenge_method is not None:
        raise OAuthError("invalid_request", "code_challenge_method without code_challenge.")
    return {}


def _redeem_code(request: Request) -> None:
    authorization_code.redeem(request.exchange)


def _rotate_refresh_token(request: Request) -> None:
    refresh_token.rotate(request.exchange, request.scopes)


def _check_client(request: Request) -> None:
    client_credentials.check(request.exchange)


def _issue_to_client(request: Request) -> None:
    client_credentials.issue(request.exchange, request.scopes)
