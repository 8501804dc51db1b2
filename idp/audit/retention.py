"""What leaves the record: expired events, and the personal data of a person who is gone. Both leave an event behind.

`idp audit verify` accepts a missing event or a wiped address only where such an event accounts for it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from idp.audit import seals
from idp.audit.events import Action, record
from idp.audit.models import Event, Seal
from idp.core import clock

BATCH = 500


def expire(before: datetime, *, actor: str = "system") -> int:
    """Delete the events before this moment, and the links that no event after it rests on; returns how many events went."""
    seals.seal()
    total = 0
    while pks := list(Event.objects.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            if total == 0:
                record(Action.AUDIT_EXPIRE, actor=actor, detail={"before": before.isoformat()})
            Event.objects.filter(pk__in=pks).delete()
        total += len(pks)
    _drop_links(before)
    return total


def _drop_links(before: datetime) -> None:
    """All links up to the last whose event has expired; that one stays as the chain's new beginning."""
    alive = Seal.objects.filter(event_at__gte=before).order_by("sequence").values_list("sequence", flat=True).first()
    newest = seals.head()
    first_kept = alive - 1 if alive is not None else newest.sequence if newest else 0
    while pks := list(Seal.objects.filter(sequence__lt=first_kept).values_list("pk", flat=True)[:BATCH]):
        Seal.objects.filter(pk__in=pks).delete()


@transaction.atomic
def erase_person(sub: str, *, actor: str = "system") -> int:
    """Wipe addresses and browsers from every event of a person who is gone; what happened stays, under the pseudonym.

    Returns how many events were wiped.
    """
    pks = list(Event.objects.filter(Q(subject=sub) | Q(actor=sub)).values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        for event in Event.objects.filter(pk__in=batch):
            if set(seals.PERSONAL) & set(event.detail):
                rest = {name: value for name, value in event.detail.items() if name not in seals.PERSONAL}
                Event.objects.filter(pk=event.pk).update(detail=rest)
        Event.objects.filter(pk__in=batch).update(ip="", user_agent="")
        Seal.objects.filter(event_id__in=batch).update(personal_salt="")
    record(Action.AUDIT_ERASE, actor=actor, subject=sub, detail={"events": len(pks)})
    return len(pks)


def horizon() -> datetime:
    """Before this moment events may be gone: the latest that an expiry was recorded for."""
    recorded = Event.objects.filter(action=Action.AUDIT_EXPIRE).values_list("detail", flat=True)
    return max((datetime.fromisoformat(detail["before"]) for detail in recorded), default=clock.from_unix(0))


def is_forgotten(sub: str) -> bool:
    """Whether this person's data was erased."""
    return Event.objects.filter(action=Action.AUDIT_ERASE, subject=sub).exists()
