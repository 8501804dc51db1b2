"""The code: born from recorded proofs, redeemed once, remembered.

Spec: RFC 6749 §4.1.2-4; RFC 7636 §4.6; RFC 9700 §2.1.1, §4.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.clients.registry import ClientRecord
from idp.core import clock, secrets
from idp.core.transactions import repeatable
from idp.mfa import policy
from idp.oidc import store
from idp.oidc.grants import Exchange, Recorded, StaleClient, answer, audience_and_scopes, invalid_grant
from idp.protocol import rfc9700_redirect_difference as difference
from idp.protocol.errors import OAuthError
from idp.protocol.rfc6749_scope import OFFLINE_ACCESS, split
from idp.sessions.models import Session


@dataclass(frozen=True)
class AuthorizationFacts:
    """What a code is issued from: recorded facts, never what a browser said."""

    user: User
    session: Session
    scopes: Sequence[str]
    resources: Sequence[str]
    claims: Mapping[str, Any]
    authenticated_at: datetime
    acr: str
    amr: Sequence[str]
    mfa_policy: str = ""  # what the person's groups demand beyond the deployment


def issue(
    client: ClientRecord, facts: AuthorizationFacts, code: str, *, redirect_uri: str, code_challenge: str, nonce: str
) -> None:
    """Insert the grant under the code's digest. The last line before a code exists: it trusts no caller.

    Raises: OAuthError ``interaction_required`` when the session does not prove what policy and client demand.
    """
    demanded = policy.least_rank(settings.IDP.mfa_policy, facts.mfa_policy, minimum_acr=client.minimum_acr)
    session = facts.session
    if session.user_id != facts.user.pk or session.ended_at is not None or policy.rank(session.acr) < demanded or not facts.acr:
        raise OAuthError("interaction_required", "The person must take a step.", detail="the session does not prove enough")
    moment, is_offline = clock.now(), OFFLINE_ACCESS in facts.scopes and "refresh_token" in client.grant_types
    absolute = settings.IDP.refresh_absolute_public if client.is_public else settings.IDP.refresh_absolute_confidential
    store.insert_grant(
        {
            "handle": secrets.token(128),
            "client_id": client.pk,
            "user_id": facts.user.pk,
            "session_id": session.pk,
            "created_at": moment,
            "code_hash": secrets.digest(code),
            "code_expires_at": moment + settings.IDP.code_lifetime,
            "code_attempts": 0,
            "redirect_uri": redirect_uri,
            "code_challenge": code_challenge,
            "nonce": nonce,
            "scope": " ".join(facts.scopes),
            "resources": list(facts.resources),
            "claims": dict(facts.claims),
            "offline": is_offline,
            "authenticated_at": facts.authenticated_at,
            "acr": facts.acr,
            "amr": list(facts.amr),
            "epoch": session.epoch,
            "deployment_epoch": session.deployment_epoch,
            "cnf": {},
            "generation": 0,
            "expires_at": moment + absolute,
            "revoke_reason": "",
        }
    )


def find(exchange: Exchange, code: str) -> None:
    """Find the grant of a code of this client. A spent one is found too: its replay means something. Raises: OAuthError."""
    row = store.load_by_code(secrets.digest(code))
    if row is None:
        raise invalid_grant("unknown code")
    if row.client_pk != exchange.client.pk:
        raise invalid_grant("the code is another client's")
    if row.client_version != exchange.client.version:
        raise StaleClient
    if row.activated_at is None and row.code_expires_at <= clock.now():
        raise invalid_grant("the code has expired")
    if row.code_attempts >= store.MAX_CODE_ATTEMPTS:
        raise invalid_grant("the code was presented with wrong verifiers too often")
    exchange.row = row


def check(exchange: Exchange, redirect_uri: str, code_verifier: str) -> None:
    """Check what binds the code to its request; the engine has checked the verifier. Raises: OAuthError."""
    row = exchange.grant
    if redirect_uri != row.redirect_uri:
        facts = difference.facts(redirect_uri, [row.redirect_uri])
        raise invalid_grant("redirect_uri is not the one of the authorization request", facts=facts)
    if not exchange.client.may_redirect_to(redirect_uri):
        facts = difference.facts(redirect_uri, exchange.client.redirect_uris, any_port=exchange.client.has_any_port)
        raise invalid_grant("redirect_uri is no longer registered", facts=facts)
    if code_verifier and not row.code_challenge:
        raise invalid_grant("a code_verifier for a code without a challenge")  # PKCE downgrade, RFC 9700 §4.8.2


def redeem(exchange: Exchange) -> None:
    """Spend the code, then mint, in one transaction. Raises: OAuthError."""
    row = exchange.grant
    if row.activated_at is not None:
        raise _reused(exchange, row.activated_at)
    reason = store.may_issue(row, clock.now())
    if reason or row.session_ended_at is not None:  # an offline grant, too, begins while its session lives
        raise invalid_grant(reason or "the session is over")
    audience, scopes = audience_and_scopes(exchange, split(row.scope))
    _spend_and_mint(exchange, audience, scopes)


@repeatable()
def _spend_and_mint(exchange: Exchange, audience: str, scopes: tuple[str, ...]) -> None:
    row, moment = exchange.grant, clock.now()  # after any wait for the lock: the window for a doubled request opens now
    if not store.activate(row, moment):
        raise invalid_grant("another request redeemed the code")
    exchange.answer = answer(exchange, audience, scopes, moment, generation=1, nonce=row.nonce)
    record(
        Action.CODE_REDEEM, request=exchange.http, actor=row.client_id, subject=row.sub,
        client_id=row.client_id, sid=row.sid,
        detail={"grant": row.id, "scopes": list(scopes), "audience": [audience], "acr": row.acr},
    )  # fmt: skip


def wrong_verifier(exchange: Exchange) -> None:
    """Count a redemption that failed its proof; a spent code has nothing left to guess at."""
    if exchange.row is not None and exchange.row.activated_at is None:
        store.count_attempt(exchange.row)


def _reused(exchange: Exchange, redeemed_at: datetime) -> OAuthError:
    """The right client with the right proof presents a spent code: a doubled request at first, later a stolen code."""
    row = exchange.grant
    if exchange.received_at - redeemed_at <= settings.IDP.code_reuse_tolerance:
        return invalid_grant("the code was redeemed a moment ago")
    with transaction.atomic():
        if not store.kill(row.id, "code reuse"):
            return invalid_grant("the grant was revoked")
        record(
            Action.CODE_REUSE, outcome="refused", reason="a spent code was presented again; the grant is revoked",
            request=exchange.http, actor=row.client_id, subject=row.sub, client_id=row.client_id, sid=row.sid,
            detail={"grant": row.id},
        )  # fmt: skip
    return invalid_grant("the code was redeemed before", Recorded)
