"""Seal the audit events: a hash chain with a keyed MAC at each link, in a table of its own.

The plain SHA-256 chain can be checked against an anchor that was stored elsewhere; the MAC stops whoever can write the
database but not read the key ring from computing the chain anew. Spec: OWASP ASVS 16.4.2; ADR 0007.
"""

import hashlib
import json
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from idp.audit.models import Event, Seal
from idp.core import clock, secrets

BATCH = 500
RACES = 20  # lost in a row to other runs before it is called a failure
SETTLED = timedelta(hours=1)  # no transaction lasts as long: an unsealed event before a link of this age was put in later
_FACTS = ("id", "reference", "action", "outcome", "reason", "actor", "subject", "client_id", "sid", "interaction_id")
PERSONAL = ("ip", "device")  # members of ``detail`` that say who somebody is, of events that no request of theirs wrote


@dataclass(frozen=True)
class Anchor:
    """A place in the chain, to be stored where the database's owner cannot write."""

    sequence: int
    chain_hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.chain_hash}"


def facts_hash(event: Event) -> str:
    """SHA-256 over what happened, in a form that every database gives back alike."""
    facts = {name: getattr(event, name) for name in _FACTS}
    if event.request_id:  # events of older versions have none, and keep their seals
        facts["request_id"] = event.request_id
    detail = {name: value for name, value in event.detail.items() if name not in PERSONAL}
    return _sha256(facts | {"at": microseconds(event.at), "detail": detail})


def personal_hash(event: Event, salt: str) -> str:
    """SHA-256 over what is erased with a person: address and browser."""
    return _sha256([salt, event.ip, event.user_agent, *(event.detail.get(name, "") for name in PERSONAL)])


def chain_hash(seal: Seal) -> str:
    """SHA-256 over a link and the one before it."""
    return _sha256(
        [
            seal.previous_hash,
            seal.event_id,
            microseconds(seal.event_at),
            seal.facts_hash,
            seal.personal_hash,
            microseconds(seal.sealed_at),
        ]
    )


def mac(chain: str) -> str:
    """The keyed MAC of a link, under the active key."""
    return secrets.mac("audit seal", chain)


def mac_holds(seal: Seal) -> bool:
    """Whether the link was made with a key of the ring, the active one or an older one."""
    return secrets.mac_among(seal.mac, "audit seal", seal.chain_hash)


def seal(limit: int | None = None) -> int:
    """Chain what is not sealed yet, oldest id first; returns how many events were sealed.

    An event whose transaction commits after that of a later id is sealed by the next run. Of two runs at once one
    writes a batch; the other finds the place in the chain taken and starts again from there.
    """
    sealed, lost = 0, 0
    while limit is None or sealed < limit:
        size = BATCH if limit is None else min(BATCH, limit - sealed)
        try:
            count = _seal_batch(size)
        except (IntegrityError, OperationalError):  # the place was taken, or the database's locks chose the other run
            lost += 1
            if lost > RACES:
                raise
            time.sleep(random.uniform(0, 0.01) * lost)  # noqa: S311 - spreads the runs, hides nothing
            continue
        sealed += count
        if count < size:
            break
    return sealed


@transaction.atomic
def _seal_batch(size: int) -> int:
    head = Seal.objects.order_by("-sequence").first()
    events = list(unsealed().order_by("pk")[:size])
    Seal.objects.bulk_create(_links(head, events, clock.now()))
    return len(events)


def _links(head: Seal | None, events: Iterable[Event], moment: datetime) -> list[Seal]:
    links: list[Seal] = []
    for event in events:
        salt = secrets.token(128)
        link = Seal(
            sequence=head.sequence + 1 if head else 1,
            event_id=event.pk,
            event_at=event.at,
            facts_hash=facts_hash(event),
            personal_salt=salt,
            personal_hash=personal_hash(event, salt),
            sealed_at=moment,
            previous_hash=head.chain_hash if head else "",
        )
        link.chain_hash = chain_hash(link)
        link.mac = mac(link.chain_hash)
        links.append(link)
        head = link
    return links


def unsealed() -> QuerySet[Event]:
    """Events that the next run will seal."""
    return _without_seal().filter(pk__gt=settled_id())


def put_in_later() -> QuerySet[Event]:
    """Events without a seal where everything was sealed long ago: nobody recorded them when they claim to have happened."""
    return _without_seal().filter(pk__lte=settled_id())


def settled_id() -> int:
    """Below this id nothing can be waiting for its seal."""
    settled = Seal.objects.filter(sealed_at__lt=clock.now() - SETTLED).order_by("-sequence").first()
    return settled.event_id if settled else 0


def head() -> Anchor | None:
    """The newest link; None before the first sealing."""
    newest = Seal.objects.order_by("-sequence").first()
    return Anchor(newest.sequence, newest.chain_hash) if newest else None


def _without_seal() -> QuerySet[Event]:
    return Event.objects.filter(~Exists(Seal.objects.filter(event_id=OuterRef("pk"))))


def _sha256(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def microseconds(moment: datetime) -> int:
    """Unix time, as it is hashed: every database gives this much back."""
    return (moment - clock.from_unix(0)) // timedelta(microseconds=1)
