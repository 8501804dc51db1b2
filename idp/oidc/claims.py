"""What is told about a person: standard claims by scope and by the claims parameter.

Spec: OpenID Connect Core §5.1, §5.4, §5.5.
"""

from typing import Any

from idp.clients.registry import ClientRecord
from idp.core import clock
from idp.oidc.store import GrantRow
from idp.protocol import oidc_claims
from idp.protocol.oidc_claims import SCOPE_BY_CLAIM
from idp.protocol.rfc6749_scope import OPENID

_OWN_COLUMNS = frozenset(
    {"email", "email_verified", "updated_at", "name", "preferred_username"}
)  # never from the free-form claims


def userinfo(row: GrantRow, client: ClientRecord, scopes: frozenset[str]) -> dict[str, Any]:
    """The claims of the UserInfo endpoint, ``sub`` first."""
    return {"sub": row.sub} | _released(row, client, scopes, "userinfo")


def in_id_token(row: GrantRow, client: ClientRecord, scopes: frozenset[str]) -> dict[str, Any]:
    """The claims that the claims parameter asked for in the ID token; scopes alone put none there (§5.4)."""
    if not row.claims.get("id_token"):
        return {}
    return _released(row, client, scopes & {OPENID}, "id_token")


def of_person(row: GrantRow) -> dict[str, Any]:
    """All standard claims that are known of a person; unknown ones are absent, never null."""
    stored = {claim: value for claim, value in row.user_claims.items() if claim in SCOPE_BY_CLAIM and claim not in _OWN_COLUMNS}
    columns = {
        "name": row.name or row.user_claims.get("name"),
        "preferred_username": row.preferred_username,
        "email": row.email,
        "email_verified": row.email_verified_at is not None,
        "updated_at": clock.to_unix(row.user_updated_at),
    }
    return {claim: value for claim, value in (stored | columns).items() if value not in (None, "", {})}


def _released(row: GrantRow, client: ClientRecord, scopes: frozenset[str], member: str) -> dict[str, Any]:
    return oidc_claims.released(of_person(row), scopes, row.claims.get(member, {}), client.scopes)
