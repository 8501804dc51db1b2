"""Is this access token good, here and now? One read: grant, client, person, session, epochs.

Spec: RFC 9068 §4; RFC 6750 §3.1.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from idp.clients import namesakes, registry
from idp.clients.registry import ClientRecord
from idp.core import clock
from idp.oidc import store, tokens
from idp.oidc.store import ClientState, GrantRow
from idp.oidc.tokens import invalid_token
from idp.protocol.rfc7519_jwt import audience as audience_of


@dataclass(frozen=True)
class Access:
    """What an accepted access token allows. A client's own token has no person: ``user_id`` and the like are None or empty."""

    user_id: int | None
    sub: str
    session_id: int | None
    sid: str
    grant_id: int | None
    client_id: str
    scopes: frozenset[str]
    acr: str
    amr: tuple[str, ...]
    authenticated_at: datetime
    claims: Mapping[str, Any]
    client: ClientRecord
    row: GrantRow | None


def authenticate(token: str, *, audience: str | Collection[str]) -> Access:
    """Accept an access token meant for ``audience`` (one of several) and nobody else.

    No use of a token keeps the browser session alive.

    Raises: OAuthError ``invalid_token``; the description never says why. Spec: RFC 9068 §4.
    """
    claims = tokens.verify_access_token(token)
    wanted = {audience} if isinstance(audience, str) else set(audience)
    if len(audience_of(claims)) != 1 or not wanted & set(audience_of(claims)):  # else another server could use it here
        raise invalid_token("meant for another audience")
    if tokens.GRANT_CLAIM not in claims:
        return of_client(claims, store.load_client(claims["client_id"], jti=claims["jti"]))
    row = store.load_by_handle(claims[tokens.GRANT_CLAIM])
    return of_grant(claims, row)


def of_grant(claims: Mapping[str, Any], row: GrantRow | None) -> Access:
    """What verified claims of a person's token allow today; ``row`` is the grant that they name. Raises: OAuthError."""
    if row is None or row.client_id != claims["client_id"] or row.sub != claims["sub"]:
        raise invalid_token("the grant is not there, or not this one")
    reason = store.may_issue(row, clock.now())
    client = registry.get(row.client_id, version=row.client_version)
    if reason or client is None:
        raise invalid_token(reason or "the client is gone")
    return Access(
        user_id=row.user_id,
        sub=row.sub,
        session_id=row.session_id,
        sid=row.sid,
        grant_id=row.id,
        client_id=row.client_id,
        scopes=_scopes(claims, client),
        acr=row.acr,
        amr=tuple(row.amr),
        authenticated_at=row.authenticated_at,
        claims=claims,
        client=client,
        row=row,
    )


def of_client(claims: Mapping[str, Any], state: ClientState | None) -> Access:
    """What verified claims of a client's own token allow today: it is revoked one by one, and dies with its client."""
    client = registry.get(claims["client_id"], version=state.version) if state is not None and state.is_enabled else None
    if client is None or state is None or state.is_revoked or claims["sub"] != namesakes.subject(client.client_id):
        raise invalid_token("revoked, or the client is disabled or gone")
    return Access(
        user_id=None,
        sub=claims["sub"],
        session_id=None,
        sid="",
        grant_id=None,
        client_id=client.client_id,
        scopes=_scopes(claims, client),
        acr="",
        amr=(),
        authenticated_at=clock.from_unix(claims["iat"]),
        claims=claims,
        client=client,
        row=None,
    )


def _scopes(claims: Mapping[str, Any], client: ClientRecord) -> frozenset[str]:
    """The token's scopes that its client still holds."""
    return frozenset(claims.get("scope", "").split()) & client.scopes
