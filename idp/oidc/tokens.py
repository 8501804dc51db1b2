"""Every token of ours, made and read: access, ID and logout tokens (JWT), refresh tokens (opaque).

Spec: RFC 9068 §2, §4; OpenID Connect Core §2, §3.1.3.6; OpenID Connect Back-Channel Logout 1.0 §2.4; RFC 8725.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from idp.clients import namesakes
from idp.clients.registry import ClientRecord
from idp.core import clock, keyring, secrets
from idp.oidc import keys
from idp.oidc.store import GrantRow
from idp.protocol import rfc7515_jws as jws
from idp.protocol import rfc7519_jwt as jwt
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import LIMITS

ACCESS_TOKEN_ALG = "ES256"  # noqa: S105 - a name, not a secret
GRANT_CLAIM = "gid"  # private: the handle of the grant that the access token hangs on
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TOKEN_SECONDS = 120
_HASH_BY_ALG = {"RS256": hashlib.sha256, "ES256": hashlib.sha256, "EdDSA": hashlib.sha512}
_REFRESH_TOKEN = re.compile(r"rt_([A-Za-z0-9_-]{22})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})")


def access_token(row: GrantRow, audience: str, scopes: Sequence[str], moment: datetime) -> str:
    """A person's access token on a grant. Spec: RFC 9068 §2.2."""
    return _access_token(
        row.client_id,
        row.sub,
        audience,
        scopes,
        moment,
        {"acr": row.acr, "amr": row.amr, "auth_time": clock.to_unix(row.authenticated_at), GRANT_CLAIM: row.handle},
    )


def client_access_token(client: ClientRecord, audience: str, scopes: Sequence[str], moment: datetime) -> str:
    """A client's own access token: its subject is the client, in a form that no person's has. Spec: RFC 9068 §2.2, §5."""
    return _access_token(client.client_id, namesakes.subject(client.client_id), audience, scopes, moment, {})


def id_token(
    client: ClientRecord, row: GrantRow, moment: datetime, *, access_token: str, nonce: str, claims: Mapping[str, Any]
) -> str:
    """An ID token; ``claims`` are those that the claims parameter asked for here. Spec: OpenID Connect Core §3.1.3.6."""
    at_hash = _half_hash(client.id_token_alg, access_token)
    members = id_token_members(client, row, moment, at_hash=at_hash, nonce=nonce, claims=claims)
    return _sign(client.id_token_alg, jwt.ID_TOKEN, members)


def id_token_members(
    client: ClientRecord, row: GrantRow, moment: datetime, *, at_hash: str, nonce: str, claims: Mapping[str, Any]
) -> dict[str, Any]:
    """What an ID token says. Spec: OpenID Connect Core §2."""
    issued = clock.to_unix(moment)
    members: dict[str, Any] = {
        "iss": settings.IDP.public_url,
        "sub": row.sub,
        "aud": client.client_id,
        "exp": issued + int(settings.IDP.id_token_lifetime.total_seconds()),
        "iat": issued,
        "auth_time": clock.to_unix(row.authenticated_at),
        "acr": row.acr,
        "amr": row.amr,
        "sid": row.sid,
        "at_hash": at_hash,
    }
    return dict(claims) | members | ({"nonce": nonce} if nonce else {})


def logout_token(client: ClientRecord, *, sub: str, sid: str) -> str:
    """A logout token for one client and session. Spec: OpenID Connect Back-Channel Logout 1.0 §2.4."""
    issued = clock.unix_time()
    members = {
        "iss": settings.IDP.public_url,
        "aud": client.client_id,
        "iat": issued,
        "exp": issued + LOGOUT_TOKEN_SECONDS,
        "jti": secrets.token(128),
        "sub": sub,
        "sid": sid,
        "events": {LOGOUT_EVENT: {}},
    }
    return _sign(client.id_token_alg, jwt.LOGOUT_TOKEN, members)


def verify_access_token(token: str) -> Mapping[str, Any]:
    """The claims of an access token of ours; whoever accepts it still checks audience, grant and revocation.

    Raises: OAuthError ``invalid_token``. Spec: RFC 9068 §4; RFC 8725 §3.
    """
    try:
        unverified = jws.parse(token)
        _check_signature(unverified, jwt.ACCESS_TOKEN, keys.PUBLISHED)
        claims = unverified.claims
        jwt.check(claims, issuer=settings.IDP.public_url, now=clock.unix_time())
        jwt.audience(claims)
        jwt.text(claims, "jti")
        jwt.text(claims, "client_id")
        if not isinstance(claims.get("scope", ""), str) or not isinstance(claims.get(GRANT_CLAIM, ""), str):
            raise jwt.ClaimsError("scope or grant")
    except (jws.JwsError, jwt.ClaimsError) as error:
        is_late = str(error) == "exp"
        why = "the access token has expired" if is_late else "the access token is not one that this issuer signed"
        raise invalid_token(why, {"fault": str(error)}) from error
    return claims


def id_token_hint(token: str) -> dict[str, Any] | None:
    """The claims of an ID token that we issued, expired or not; None for anything else. Spec: OpenID Connect Core §3.1.2.1."""
    try:
        unverified = jws.parse(token, longest=LIMITS["id_token_hint"])
        _check_signature(unverified, jwt.ID_TOKEN, (*keys.PUBLISHED, "retired"))
        jwt.check(unverified.claims, issuer=settings.IDP.public_url, now=clock.unix_time(), allow_expired=True)
        jwt.text(unverified.claims, "aud")
    except (jws.JwsError, jwt.ClaimsError):
        return None
    return dict(unverified.claims)


def refresh_token(handle: str, generation: int) -> str:
    """The refresh token of a grant's generation: derived, never stored."""
    return f"rt_{handle}.{generation}.{_refresh_mac(keyring.derived('refresh token'), handle, generation)}"


def read_refresh_token(token: str) -> tuple[str, int] | None:
    """Handle and generation of a refresh token whose MAC is ours, under any key of the ring; else None."""
    match = _REFRESH_TOKEN.fullmatch(token)
    if match is None:
        return None
    handle, generation, mac = match[1], int(match[2]), match[3].encode()
    ours = [_refresh_mac(key, handle, generation).encode() for key in keyring.derived_all("refresh token")]
    return (handle, generation) if any(hmac.compare_digest(one, mac) for one in ours) else None


def invalid_token(detail: str, facts: Mapping[str, str] | None = None) -> OAuthError:
    """The one public answer for an access token that is not accepted."""
    return OAuthError("invalid_token", "The access token is not valid.", detail=detail, redirectable=False, facts=facts)


def _access_token(
    client_id: str, sub: str, audience: str, scopes: Sequence[str], moment: datetime, more: Mapping[str, Any]
) -> str:
    issued = clock.to_unix(moment)
    members: dict[str, Any] = {
        "iss": settings.IDP.public_url,
        "sub": sub,
        "aud": audience,
        "exp": issued + int(settings.IDP.access_token_lifetime.total_seconds()),
        "iat": issued,
        "jti": secrets.token(128),
        "client_id": client_id,
        "scope": " ".join(scopes),
    }
    return _sign(ACCESS_TOKEN_ALG, jwt.ACCESS_TOKEN, members | dict(more))


def _sign(alg: str, typ: str, members: Mapping[str, Any]) -> str:
    key = keys.signer(alg)
    signing_input = jws.signing_input(key.alg, key.kid, typ, members)
    return jws.compact(signing_input, key.sign(signing_input))


def _check_signature(token: jws.Unverified, typ: str, states: Sequence[str]) -> None:
    if token.typ != typ:
        raise jws.JwsError("another type of token")
    key = keys.find(token.kid)
    if key is None or key.state not in states or key.alg != token.alg:
        raise jws.JwsError("not a key of ours, or not with this algorithm")
    if not key.verifies(token.signing_input, token.signature):
        raise jws.JwsError("the signature does not verify")


def _half_hash(alg: str, access_token: str) -> str:
    octets = _HASH_BY_ALG[alg](access_token.encode()).digest()
    return jws.base64url(octets[: len(octets) // 2])


def _refresh_mac(key: bytes, handle: str, generation: int) -> str:
    mac = hmac.new(key, f"{handle}.{generation}".encode(), hashlib.sha256).digest()
    return jws.base64url(mac)
