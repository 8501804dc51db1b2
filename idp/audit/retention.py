"""What leaves the record: expired events, and the personal data of a person who is gone. Both leave an event behind.

`idp audit verify` accepts a missing event or a wiped address only where a removal accounts for it, whose MAC needs a key that
the database does not hold. Spec: ADR 0007.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from idp.audit import seals
from idp.audit.events import Action, record
from idp.audit.models import Event, Removal, Seal
from idp.core import clock, secrets

BATCH = 500


def expire(before: datetime, *, actor: str = "system") -> int:
    """Delete the events before this moment, and the links that no event after it rests on; returns how many events went.

    Raises: ValueError for a moment that is still to come.
    """
    if before > clock.now():
        raise ValueError("only what is past expires")
    seals.seal()
    total = 0
    while pks := list(Event.objects.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            if total == 0:
                record(Action.AUDIT_EXPIRE, actor=actor, detail={"before": before.isoformat()})
                _account_for(before=before, last_event_id=Event.objects.filter(at__lt=before).aggregate(id=Max("pk"))["id"])
            Event.objects.filter(pk__in=pks).delete()
        total += len(pks)
    _drop_links(before)
    Removal.objects.filter(Q(before__lt=before) | Q(before=None, at__lt=before)).delete()  # nothing rests on these any more
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
    _account_for(subject=sub, last_event_id=max(pks, default=0))
    return len(pks)


def _account_for(*, before: datetime | None = None, subject: str = "", last_event_id: int) -> None:
    removal = Removal(at=clock.now(), before=before, subject=subject, last_event_id=last_event_id)
    removal.mac = secrets.mac(*_said(removal))
    removal.save(force_insert=True)


def _said(removal: Removal) -> tuple[str, ...]:
    at, before = (str(seals.microseconds(moment)) if moment else "" for moment in (removal.at, removal.before))
    return ("audit removal", at, before, removal.subject, str(removal.last_event_id))


def is_ours(removal: Removal) -> bool:
    """Whether we made it: by a key of the ring, and not of a time that was still to come."""
    is_past = removal.before is None or removal.before <= removal.at
    return is_past and any(secrets.equal(removal.mac, known) for known in secrets.macs(*_said(removal)))


def forged() -> Removal | None:
    """The first removal that we did not make."""
    return next((removal for removal in Removal.objects.order_by("pk").iterator() if not is_ours(removal)), None)


def horizon() -> datetime:
    """Before this moment events may be gone: the latest that we made an expiry for."""
    latest_first = Removal.objects.exclude(before=None).order_by("-before")
    found = next((removal.before for removal in latest_first if is_ours(removal)), None)
    return found or clock.from_unix(0)


def forgotten_until(sub: str) -> int:
    """The newest event from which we erased this person's data; 0: none."""
    made = (removal.last_event_id for removal in Removal.objects.filter(subject=sub, before=None) if is_ours(removal))
    return max(made, default=0)
