"""What a client would be told about a person: by the code that mints tokens, with nothing minted and nothing stored.

Spec: OpenID Connect Core §2, §5.3, §5.4.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from idp.accounts.models import User
from idp.clients.registry import ClientRecord
from idp.core import clock
from idp.mfa import policy, services
from idp.mfa.factors import FACTORS
from idp.oidc import claims, store, tokens
from idp.oidc.store import GrantRow
from idp.protocol.rfc6749_scope import OPENID
from idp.sessions.models import Session

AT_THE_SIGN_IN = "…"  # what only a real sign-in can fill in


@dataclass(frozen=True)
class Preview:
    """``obstacle`` says why this person would get nothing now; empty if they would."""

    id_token: dict[str, Any]
    userinfo: dict[str, Any]
    obstacle: str


def of(user: User, client: ClientRecord, scopes: Iterable[str], session: Session | None = None) -> Preview:
    """The answer to a sign-in with these of the client's scopes: in ``session``, else now and by the person's best means."""
    granted = (frozenset(scopes) & client.scopes) | {OPENID}
    row, moment = _imagined(user, client, granted), clock.now()
    if session is not None and session.authenticated_at is not None:
        row = replace(
            row, authenticated_at=session.authenticated_at, acr=session.acr, amr=list(session.amr), sid=session.sid,
            session_ended_at=session.ended_at,
        )  # fmt: skip
    id_token = tokens.id_token_members(
        client, row, moment, at_hash=AT_THE_SIGN_IN, nonce=AT_THE_SIGN_IN, claims=claims.in_id_token(row, client, granted)
    )
    return Preview(id_token, claims.userinfo(row, client, granted), _obstacle(row))


def _obstacle(row: GrantRow) -> str:
    if policy.proved_rank(row.acr, row.amr) < store.demanded_rank(row):
        return "the person must set up an authenticator app first"
    return store.may_issue(row, clock.now()) or ""


def _imagined(user: User, client: ClientRecord, scopes: frozenset[str]) -> GrantRow:
    """The grant that a sign-in of now would make. It has no row, and no token can hang on it."""
    moment, facts = clock.now(), services.factor_facts(user)
    at_first = "" if user.email_verified_at else "verify_email"
    kind = next((factor.type for factor in FACTORS if factor.acr == policy.strongest(facts)), at_first)
    acr, amr = policy.achieved({"password", kind})
    return GrantRow(
        id=0, handle="", client_pk=client.pk, user_id=user.pk, session_id=0, code_expires_at=moment, code_attempts=0,
        redirect_uri="", code_challenge="", nonce="", scope=" ".join(sorted(scopes)), resources=[], claims={}, offline=False,
        authenticated_at=moment, acr=acr, amr=list(amr), epoch=user.epoch, deployment_epoch=0, activated_at=moment,
        generation=1, rotated_at=None, idle_expires_at=None, expires_at=moment + timedelta(hours=1), revoked_at=None,
        client_id=client.client_id, client_version=client.version, client_enabled=client.enabled,
        client_minimum_acr=client.minimum_acr,
        sub=user.sub, user_active=user.is_active, user_epoch=user.epoch, email=user.email,
        email_verified_at=user.email_verified_at, name=user.name, preferred_username=user.preferred_username,
        user_claims=user.claims, user_updated_at=user.updated_at,
        sid=AT_THE_SIGN_IN, session_ended_at=None, session_expires_at=moment + timedelta(hours=1), session_last_seen_at=moment,
        current_deployment_epoch=0, group_policies=tuple(user.groups.values_list("mfa_policy", flat=True)),
    )  # fmt: skip
