"""Effects outside the database, at least once: a row in the causing transaction, carried out after commit.

Who carries it out, and who takes over when that one is away, is decided in ``wakeup``. The row is the truth: a lost
wake-up is found by the next drain. Secrets of an entry are encrypted in the row and wiped. A pass serves each ``share`` for a
moment in turn, so that whoever is slow to be told holds up others for one deadline, and not for all that waits for it.
"""

import functools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery import shared_task
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Case, F, Min, Q, QuerySet, Value, When

from idp.core import clock, keyring, wakeup
from idp.core.models import OutboxEntry
from idp.core.wakeup import Lane

Handler = Callable[[dict[str, Any], dict[str, str]], None]
CLAIM = timedelta(seconds=60)  # a worker that died leaves its claim; after this the entry is taken again
BATCH = 50
SHARE_SECONDS = 0.5  # of a pass, for each share; a call that has begun is not cut off by it
TASK_SECONDS = 40  # under the broker's visibility timeout: later, the message would be given to another worker as well
PARK_AFTER = 5
_BACKOFF_SECONDS = (5, 30, 120, 600, 3600)
LOOK_AGAIN_SECONDS = 120  # the longest wait for what is away: after it comes back its backlog is due within this time
AWAY = "Away"
log = structlog.get_logger("idp.outbox")


@dataclass(frozen=True)
class _Kind:
    handler: Handler
    lane: Lane


_kinds: dict[str, _Kind] = {}


class PermanentFailure(Exception):
    """The effect can never succeed (an SMTP 5xx, a refused address); it is not tried again."""


class NotYet(Exception):
    """This effect failed as such effects do (the receiver says: later); it is tried again until its lifetime is over."""


class Away(Exception):
    """What every effect of this kind goes through (a mail server), or of this share, is away: all wait, and go as soon as one
    of them has."""


class Obsolete(Exception):
    """Nobody wants the effect any more: it is done without being carried out."""


def register(kind: str, handler: Handler, lane: Lane = Lane.DEFAULT) -> None:
    """Name the function that carries out entries of ``kind``: ``handler(payload, secrets)``. Called in ``apps.ready``.

    It raises one of the exceptions above for what it knows may happen; an entry that meets another one is parked soon.
    """
    _kinds[kind] = _Kind(handler, lane)


def enqueue(
    kind: str, payload: Mapping[str, Any], *, sealed: Mapping[str, str] | None = None, lifetime: timedelta, share: str = ""
) -> None:
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
        share=share,
    )
    lane = _kinds[kind].lane if kind in _kinds else Lane.DEFAULT
    transaction.on_commit(functools.partial(wakeup.wake, lane))


def parked() -> "QuerySet[OutboxEntry]":
    """What went wrong too often, as nothing does that its handler knows: it waits for somebody to look at it."""
    return _open().exclude(parked_at=None)


def retry_parked() -> int:
    """Try what is parked again, after its cause was mended; returns how many entries that are."""
    return parked().update(parked_at=None, faults=0, due_at=clock.now())


def discard_parked() -> int:
    """Give up what is parked; returns how many entries that were."""
    return parked().update(failed_at=clock.now(), sealed="")


def is_held_up(kind: str) -> bool:
    """Whether effects of this kind wait because what they go through is away."""
    return _held_up(kind, "").filter(expires_at__gt=clock.now()).exists()


def drain(lane: Lane | None = None, limit: int = BATCH, *, overdue_by: timedelta = timedelta(0)) -> int:
    """One pass over what is due, or was that long ago, in this lane (None: in all); returns how many entries were tried."""
    due = _due(lane, clock.now(), overdue_by)
    of_shares = due.exclude(share="").values("share").annotate(first=Min("due_at")).order_by("first")
    shares = list(of_shares.values_list("share", flat=True)[:limit])
    tried = sum(_claim(due, pk) for pk in _keys(due.filter(share=""), limit))
    for share in shares:
        tried += _serve(due.filter(share=share), limit)
    return tried


def _due(lane: Lane | None, moment: datetime, overdue_by: timedelta) -> "QuerySet[OutboxEntry]":
    is_free = Q(claimed_at=None) | Q(claimed_at__lt=moment - CLAIM)
    may_be_tried = Q(parked_at=None) | Q(expires_at__lte=moment)
    due = _open().filter(is_free & may_be_tried, due_at__lte=moment - overdue_by)
    if lane is None:
        return due
    if lane is Lane.DEFAULT:  # and what only another version knows
        return due.exclude(kind__in=[name for name, kind in _kinds.items() if kind.lane is not Lane.DEFAULT])
    return due.filter(kind__in=[name for name, kind in _kinds.items() if kind.lane is lane])


def _keys(rows: "QuerySet[OutboxEntry]", limit: int) -> list[int]:
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def _serve(due: "QuerySet[OutboxEntry]", limit: int) -> int:
    """One share's turn: until its time is over, it is away, or somebody else is serving it."""
    tried, ends_at = 0, time.monotonic() + SHARE_SECONDS
    for pk in _keys(due, limit):
        if not _claim(due, pk):
            break
        tried += 1
        if time.monotonic() >= ends_at:
            break
    return tried


def _claim(due: "QuerySet[OutboxEntry]", pk: int) -> bool:
    """Carry one entry out, unless somebody else does. A claim that was left over is a worker that died of it, or with it."""
    died = Case(When(claimed_at=None, then=Value(0)), default=Value(1))
    # MariaDB and MySQL assign from left to right: what asks for the old claim comes before the new one.
    claimed = due.filter(pk=pk).update(faults=F("faults") + died, claimed_at=clock.now(), attempts=F("attempts") + 1)
    if claimed == 1:
        _carry_out(OutboxEntry.objects.get(pk=pk))
    return claimed == 1


def _carry_out(entry: OutboxEntry) -> None:
    if entry.expires_at <= clock.now():
        _close(entry, failed_at=clock.now(), last_error="expired")
    elif entry.faults >= PARK_AFTER:
        _park(entry, entry.faults, entry.last_error or "its workers died")
    else:
        _try(entry)


def _try(entry: OutboxEntry) -> None:
    try:
        secret = json.loads(keyring.decrypt(entry.sealed, "outbox", entry.kind)) if entry.sealed else {}
        _kinds[entry.kind].handler(entry.payload, secret)
    except PermanentFailure as error:
        _close(entry, failed_at=clock.now(), last_error=_words(error))
    except Obsolete as error:
        _close(entry, done_at=clock.now(), last_error=_words(error))
    except Away as error:
        _wait(entry, min(_backoff_seconds(entry), LOOK_AGAIN_SECONDS), f"{AWAY}: {_words(error.__cause__ or error)}")
        if entry.share:
            _wait_with(entry)
    except (NotYet, OperationalError, InterfaceError) as error:
        _wait(entry, _backoff_seconds(entry), _words(error.__cause__ or error))
        log.info("outbox entry waits", kind=entry.kind, attempts=entry.attempts, error=_words(error.__cause__ or error))
    except Exception as error:  # noqa: BLE001 - whatever a handler meets, others go on
        _blame(entry, error)
    else:
        _close(entry, done_at=clock.now())
        if entry.last_error.startswith(AWAY):
            _held_up(entry.kind, entry.share).update(due_at=clock.now())


def _blame(entry: OutboxEntry, error: Exception) -> None:
    """An entry met what its handler does not know: nothing says that another try would help, and nothing that it would not."""
    log.warning("outbox entry failed", kind=entry.kind, entry=entry.pk, attempts=entry.attempts, error=type(error).__name__)
    faults = entry.faults + 1
    if faults >= PARK_AFTER:
        _park(entry, faults, _words(error))
    else:
        _wait(entry, _backoff_seconds(entry), _words(error), faults=faults)


def _park(entry: OutboxEntry, faults: int, why: str) -> None:
    OutboxEntry.objects.filter(pk=entry.pk).update(claimed_at=None, parked_at=clock.now(), faults=faults, last_error=why)
    log.error("outbox entry parked", kind=entry.kind, entry=entry.pk, attempts=entry.attempts, error=why)


def _wait(entry: OutboxEntry, seconds: int, why: str, **values: Any) -> None:
    entry.due_at, entry.last_error = clock.now() + timedelta(seconds=seconds), why
    OutboxEntry.objects.filter(pk=entry.pk).update(claimed_at=None, due_at=entry.due_at, last_error=why, **values)


def _wait_with(entry: OutboxEntry) -> None:
    """What goes to the same receiver waits as long: each would only wait for the same deadline."""
    others = _open().filter(kind=entry.kind, share=entry.share, claimed_at=None, parked_at=None, due_at__lt=entry.due_at)
    others.update(due_at=entry.due_at, last_error=entry.last_error)


def _backoff_seconds(entry: OutboxEntry) -> int:
    return _BACKOFF_SECONDS[min(entry.attempts, len(_BACKOFF_SECONDS)) - 1]


def _open() -> "QuerySet[OutboxEntry]":
    return OutboxEntry.objects.filter(done_at=None, failed_at=None)


def _held_up(kind: str, share: str) -> "QuerySet[OutboxEntry]":
    return _open().filter(kind=kind, share=share, last_error__startswith=AWAY)


def _close(entry: OutboxEntry, **values: Any) -> None:
    OutboxEntry.objects.filter(pk=entry.pk).update(sealed="", claimed_at=None, **values)
    if "failed_at" in values:
        log.error("outbox entry given up", kind=entry.kind, attempts=entry.attempts)


def _words(error: BaseException) -> str:
    return type(error).__name__  # the text of an exception may hold an address or a secret


@shared_task(name="outbox.drain", ignore_result=True)  # type: ignore[untyped-decorator]  # celery is untyped
def drain_task(lane: str = "") -> int:
    """Celery's door to ``drain``: until nothing is due, or another message has to go on."""
    chosen, ends_at = Lane(lane) if lane else None, time.monotonic() + TASK_SECONDS
    total = tried = drain(chosen)
    while tried and time.monotonic() < ends_at:
        tried = drain(chosen)
        total += tried
    if tried and chosen is not None:
        wakeup.wake(chosen)
    return total


wakeup.connect(drain, drain_task)
