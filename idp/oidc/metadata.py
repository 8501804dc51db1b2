"""What this server can do; only what works is advertised.

Spec: OpenID Connect Discovery 1.0 §3; RFC 8414 §2; RFC 9207 §3; OpenID Connect Back-Channel Logout 1.0 §2.1.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from idp.core.routes import Policy, route
from idp.oidc import documents, keys
from idp.oidc.documents import Document
from idp.protocol.oidc_authentication_request import RESPONSE_MODES
from idp.protocol.oidc_claims import CLAIMS_BY_SCOPE
from idp.protocol.rfc6749_scope import API_SCOPES, OFFLINE_ACCESS, OPENID
from idp.protocol.rfc7636_pkce import METHOD

CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post"]


@route(Policy.PUBLIC, machine=True)
def metadata(request: HttpRequest) -> HttpResponse:
    """GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server: one document, two names."""
    return documents.answer(request, _document(settings.IDP.public_url))


@lru_cache(maxsize=4)
def _document(issuer: str) -> Document:
    return documents.build(members(issuer))


def members(issuer: str) -> dict[str, Any]:
    """The metadata of the server whose issuer is ``issuer``."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth2/authorize",
        "token_endpoint": f"{issuer}/oauth2/token",
        "userinfo_endpoint": f"{issuer}/oauth2/userinfo",
        "jwks_uri": f"{issuer}/oauth2/jwks",
        "introspection_endpoint": f"{issuer}/oauth2/introspect",
        "revocation_endpoint": f"{issuer}/oauth2/revoke",
        "end_session_endpoint": f"{issuer}/oauth2/logout",
        "scopes_supported": [OPENID, *CLAIMS_BY_SCOPE, OFFLINE_ACCESS, *sorted(API_SCOPES)],
        "response_types_supported": ["code"],
        "response_modes_supported": sorted(RESPONSE_MODES, reverse=True),
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": list(keys.ALGS),
        "token_endpoint_auth_methods_supported": [*CLIENT_AUTHENTICATION, "none"],
        "introspection_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": [*CLIENT_AUTHENTICATION, "none"],
        "code_challenge_methods_supported": [METHOD],
        "acr_values_supported": ["1fa", "2fa-email", "mfa"],
        "display_values_supported": ["page"],
        "claim_types_supported": ["normal"],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid",
            *(claim for claims in CLAIMS_BY_SCOPE.values() for claim in claims),
        ],
        "prompt_values_supported": ["none", "login", "consent", "create"],
        "ui_locales_supported": [code for code, _ in settings.LANGUAGES],
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }  # fmt: skip
