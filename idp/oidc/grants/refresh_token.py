"""The refresh token: rotated at each use, a lost answer repeated, a replayed one fatal. Spec: RFC 6749 §6; RFC 9700 §4.14.2.

The current generation rotates. Its predecessor, within ten seconds of the rotation, gets the same successor again with fresh
access and ID tokens. Any older one with our MAC was copied: the grant dies. A wrong MAC is nothing at all.
"""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction

from idp.audit.events import Action, record
from idp.core import clock
from idp.core.transactions import repeatable
from idp.oidc import store, tokens
from idp.oidc.grants import Exchange, Recorded, StaleClient, answer, audience_and_scopes, invalid_grant
from idp.oidc.store import GrantRow
from idp.protocol.errors import OAuthError
from idp.protocol.rfc6749_scope import split

log = structlog.get_logger("idp.oidc")


def find(exchange: Exchange, refresh_token: str) -> None:
    """Find the grant of a refresh token of this client, and judge the token's generation. Raises: OAuthError."""
    read = tokens.read_refresh_token(refresh_token)
    if read is None:
        raise invalid_grant("not a refresh token of ours")
    handle, generation = read
    row = store.load_by_handle(handle)
    if row is None:
        raise invalid_grant("unknown grant")
    if row.client_pk != exchange.client.pk:
        raise invalid_grant("the refresh token is another client's")
    if row.client_version != exchange.client.version:
        raise StaleClient
    _check(row)
    if generation > row.generation:
        raise invalid_grant("a generation that this database has not seen")  # it was restored from a backup
    if generation < row.generation and not _is_retry(row, generation, exchange.received_at):
        raise _reused(exchange, row, generation)
    exchange.row, exchange.presented_generation = row, generation


def granted_scopes(exchange: Exchange) -> tuple[str, ...]:
    """What the person granted: no refresh asks for more. Spec: RFC 6749 §6."""
    return split(exchange.grant.scope)


def rotate(exchange: Exchange, scopes: Iterable[str]) -> None:
    """Spend the refresh token, then mint, in one transaction. ``scopes`` are within those granted. Raises: OAuthError."""
    row = exchange.grant
    audience, effective = audience_and_scopes(exchange, scopes)
    generation = _spend_and_mint(exchange, audience, effective)
    log.info("refreshed", client_id=row.client_id, grant=row.id, generation=generation)


@repeatable()
def _spend_and_mint(exchange: Exchange, audience: str, scopes: tuple[str, ...]) -> int:
    moment = clock.now()  # after any wait for the lock: the window for a lost answer opens now
    generation = _spend(exchange, moment)
    exchange.answer = answer(exchange, audience, scopes, moment, generation=generation, nonce="")
    return generation


def _spend(exchange: Exchange, moment: datetime) -> int:
    """Returns the generation of the successor: the next one, or for a retry the same as before."""
    row, generation = exchange.grant, exchange.presented_generation
    if generation < row.generation:
        return row.generation
    if store.rotate(row, moment):
        return generation + 1
    now = store.load_by_handle(row.handle)
    if now is None or not _is_retry(now, generation, exchange.received_at):
        raise invalid_grant("another request used the refresh token")
    _check(now)
    return now.generation


def _check(row: GrantRow) -> None:
    moment = clock.now()
    reason = store.may_issue(row, moment)
    if reason:
        raise invalid_grant(reason)
    if row.activated_at is None or row.idle_expires_at is None or row.idle_expires_at <= moment:
        raise invalid_grant("the refresh token was not used for too long")


def _is_retry(row: GrantRow, generation: int, moment: datetime) -> bool:
    """Whether the predecessor comes back soon enough to be a lost answer rather than a theft."""
    is_predecessor = generation == row.generation - 1
    return is_predecessor and row.rotated_at is not None and moment - row.rotated_at <= settings.IDP.refresh_grace


def _reused(exchange: Exchange, row: GrantRow, generation: int) -> OAuthError:
    with transaction.atomic():
        if not store.kill(row.id, "refresh token reuse"):
            return invalid_grant("the grant was revoked")
        record(
            Action.REFRESH_REUSE, outcome="refused", reason="an old refresh token was presented; the grant is revoked",
            request=exchange.http, actor=row.client_id, subject=row.sub, client_id=row.client_id, sid=row.sid,
            detail={"grant": row.id, "generation": generation, "current": row.generation},
        )  # fmt: skip
    return invalid_grant("an old refresh token was presented", Recorded)
