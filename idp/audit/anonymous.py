"""Refusals of callers who proved nothing: a few are told one by one, a flood of them is told once, with its number.

For each network, action and reason the first `SINGLY` of a window are events. What follows is counted, under a reference that
every answer shows, and becomes one event when the window is over. What concerns a person or a client that proved itself goes
to `events.record`, and is never counted together. Spec: OWASP ASVS 16.3.3; ADR 0019.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest

from idp.audit.events import Action, record
from idp.audit.models import Tally
from idp.core import clock, http, networks, secrets

SINGLY = 10
WINDOW = timedelta(minutes=15)
BATCH = 500
_RETRIES = 20


def record_refusal(
    action: Action,
    *,
    reason: str,
    request: HttpRequest,
    actor: str = "",
    client_id: str = "",
    interaction_id: str = "",
    detail: Mapping[str, Any] | None = None,
) -> str:
    """Record or count one refusal, in the caller's transaction; returns the reference to show. ``reason`` is a fixed text."""
    reference = _counted(action, reason[:200], networks.site(http.client_ip(request)))
    return reference or record(
        action, outcome="refused", reason=reason, request=request, actor=actor, client_id=client_id,
        interaction_id=interaction_id, detail=detail,
    )  # fmt: skip


def close_due(limit: int = BATCH) -> int:
    """Write the event of each window that is over, and forget the window; returns how many were over."""
    due = list(Tally.objects.filter(ends_at__lte=clock.now()).order_by("ends_at")[:limit])
    for tally in due:
        with transaction.atomic():
            if Tally.objects.filter(pk=tally.pk, ends_at=tally.ends_at, count=tally.count).delete()[0]:
                _tell(tally)
    return len(due)


def find(reference: str) -> Tally | None:
    """The open window under a reference that an answer showed."""
    return Tally.objects.filter(reference=reference, count__gt=SINGLY).first()


def facts(tally: Tally, until: datetime) -> dict[str, Any]:
    """How many were counted together, and when."""
    return {"refusals": tally.count - SINGLY, "since": tally.began_at.isoformat(), "until": until.isoformat()}


def _counted(action: Action, reason: str, network: str) -> str:
    """The reference under which the refusal was counted; "" for one of the first, which is to be told by itself."""
    key_hash = secrets.mac("anonymous refusal", action, reason, network)
    for _ in range(_RETRIES):
        moment, tally = clock.now(), Tally.objects.filter(pk=key_hash).first()
        if tally is None:
            if _begin(key_hash, action, reason, network, moment):
                return ""
        elif not moment < tally.ends_at <= moment + WINDOW:  # over, or of a clock that was set back since
            if _begin_anew(tally, moment):
                return ""
        elif tally.count >= SINGLY:
            if _same(tally).update(count=F("count") + 1):
                return tally.reference
        elif _same(tally).filter(count=tally.count).update(count=tally.count + 1):
            return ""
    return ""


def _begin(key_hash: str, action: Action, reason: str, network: str, moment: datetime) -> bool:
    try:
        with transaction.atomic():
            Tally.objects.create(
                key_hash=key_hash, action=action, reason=reason, network=network, reference=secrets.reference(), count=1,
                began_at=moment, ends_at=moment + WINDOW,
            )  # fmt: skip
    except IntegrityError:
        return False  # somebody else was first
    return True


@transaction.atomic
def _begin_anew(tally: Tally, moment: datetime) -> bool:
    """The next window of the same row, once what the last one counted is told."""
    begun = _same(tally).filter(count=tally.count)
    if not begun.update(count=1, reference=secrets.reference(), began_at=moment, ends_at=moment + WINDOW):
        return False
    _tell(tally)
    return True


def _same(tally: Tally) -> Any:
    """The row, unless its window was closed since it was read."""
    return Tally.objects.filter(pk=tally.pk, ends_at=tally.ends_at)


def _tell(tally: Tally) -> None:
    if tally.count > SINGLY:
        record(
            Action(tally.action), outcome="refused", reason=tally.reason, ip=tally.network, reference=tally.reference,
            detail=facts(tally, min(tally.ends_at, clock.now())),
        )  # fmt: skip
