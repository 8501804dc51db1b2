"""Effects outside the database, at least once: a row in the causing transaction, carried out after commit.

Who carries it out, and who takes over when that one is away, is decided in ``wakeup``. The row is the truth: a lost
wake-up is found by the next drain. Secrets of an entry are encrypted in the row and wiped.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.db import transaction
from django.db.models import F, Q, QuerySet

from idp.core import clock, keyring, wakeup
from idp.core.models import OutboxEntry

Handler = Callable[[dict[str, Any], dict[str, str]], None]
CLAIM = timedelta(seconds=60)  # a worker that died leaves its claim; after this the entry is taken again
BATCH = 50
_BACKOFF_SECONDS = (5, 30, 120, 600, 3600)
LOOK_AGAIN_SECONDS = 120  # the longest wait for what is away: after it comes back its backlog is due within this time
AWAY = "Away"
_handlers: dict[str, Handler] = {}
log = structlog.get_logger("idp.outbox")


class PermanentFailure(Exception):
    """The effect can never succeed (an SMTP 5xx, a refused address); it is not tried again."""


class Away(Exception):
    """What every effect of this kind goes through (a mail server) is away: all wait, and go as soon as one of them has."""


def register(kind: str, handler: Handler) -> None:
    """Name the function that carries out entries of ``kind``: ``handler(payload, secrets)``. Called in ``apps.ready``."""
    _handlers[kind] = handler


def enqueue(kind: str, payload: Mapping[str, Any], *, sealed: Mapping[str, str] | None = None, lifetime: timedelta) -> None:
    """Write an entry in the caller's transaction; it is carried out after commit, or never if it rolls back.

    ``payload`` is plain JSON; ``sealed`` holds secrets. After ``lifetime`` the entry is given up.
    """
    moment = clock.now()
    OutboxEntry.objects.create(
        kind=kind,
        payload=dict(payload),
        sealed=keyring.encrypt(json.dumps(dict(sealed)), "outbox", kind) if sealed else "",
        created_at=moment,
        due_at=moment,
        expires_at=moment + lifetime,
    )
    transaction.on_commit(wakeup.wake)


def is_held_up(kind: str) -> bool:
    """Whether effects of this kind wait because what they go through is away."""
    return _held_up(kind).filter(expires_at__gt=clock.now()).exists()


def drain(limit: int = BATCH, *, overdue_by: timedelta = timedelta(0)) -> int:
    """Carry out up to ``limit`` entries that are due, or were that long ago; returns how many were tried."""
    moment = clock.now()
    is_free = Q(claimed_at=None) | Q(claimed_at__lt=moment - CLAIM)
    due = Q(done_at=None, failed_at=None, due_at__lte=moment - overdue_by) & is_free
    tried = 0
    for pk in list(OutboxEntry.objects.filter(due).order_by("due_at").values_list("pk", flat=True)[:limit]):
        claimed = OutboxEntry.objects.filter(due, pk=pk).update(claimed_at=clock.now(), attempts=F("attempts") + 1)
        if claimed == 1:
            tried += 1
            _carry_out(OutboxEntry.objects.get(pk=pk))
    return tried


def _carry_out(entry: OutboxEntry) -> None:
    moment = clock.now()
    if entry.expires_at <= moment:
        _close(entry, failed_at=moment, last_error="expired")
        return
    try:
        secret = json.loads(keyring.decrypt(entry.sealed, "outbox", entry.kind)) if entry.sealed else {}
        _handlers[entry.kind](entry.payload, secret)
    except PermanentFailure as error:
        _close(entry, failed_at=moment, last_error=_words(error))
    except Away as error:
        _wait(entry, min(_backoff_seconds(entry), LOOK_AGAIN_SECONDS), f"{AWAY}: {_words(error.__cause__ or error)}")
    except Exception as error:  # noqa: BLE001 - whatever a handler meets, the entry is tried again
        _wait(entry, _backoff_seconds(entry), _words(error))
        log.warning("outbox entry failed", kind=entry.kind, attempts=entry.attempts, error=type(error).__name__)
    else:
        _close(entry, done_at=clock.now())
        if entry.last_error.startswith(AWAY):
            _held_up(entry.kind).update(due_at=clock.now())


def _wait(entry: OutboxEntry, seconds: int, why: str) -> None:
    due_at = clock.now() + timedelta(seconds=seconds)
    OutboxEntry.objects.filter(pk=entry.pk).update(claimed_at=None, due_at=due_at, last_error=why)


def _backoff_seconds(entry: OutboxEntry) -> int:
    return _BACKOFF_SECONDS[min(entry.attempts, len(_BACKOFF_SECONDS)) - 1]


def _held_up(kind: str) -> QuerySet[OutboxEntry]:
    return OutboxEntry.objects.filter(kind=kind, done_at=None, failed_at=None, last_error__startswith=AWAY)


def _close(entry: OutboxEntry, **values: Any) -> None:
    OutboxEntry.objects.filter(pk=entry.pk).update(sealed="", claimed_at=None, **values)
    if "failed_at" in values:
        log.error("outbox entry given up", kind=entry.kind, attempts=entry.attempts)


def _words(error: BaseException) -> str:
    return type(error).__name__  # the text of an exception may hold an address or a secret


@shared_task(name="outbox.drain", ignore_result=True)  # type: ignore[untyped-decorator]  # celery is untyped
def drain_task() -> int:
    """Celery's door to ``drain``."""
    return drain()


wakeup.connect(drain, drain_task)
