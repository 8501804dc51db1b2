"""Check the sealed chain from its first link to its last and name the first wrong place. Spec: OWASP ASVS 16.4.2."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from idp.audit import retention, seals
from idp.audit.models import Event, Seal
from idp.audit.seals import Anchor
from idp.core import clock

CHUNK = 1000


@dataclass(frozen=True)
class Fault:
    """The first wrong place. ``kind``: changed, removed, inserted, reordered, or replaced (differs from an anchor)."""

    kind: str
    sequence: int | None
    event_id: int | None
    reference: str
    what: str


@dataclass(frozen=True)
class Verdict:
    """What the chain says. ``expired`` and ``erased`` are what retention and deleted people took, as recorded."""

    links: int
    head: Anchor | None
    unsealed: int
    oldest_unsealed_at: datetime | None
    expired: int
    erased: int
    anchors: int
    fault: Fault | None

    @property
    def holds(self) -> bool:
        return self.fault is None


@dataclass
class _Walk:
    """One pass over the links in order."""

    anchors: Mapping[int, str]
    previous: Seal | None = None
    links: int = 0
    expired: int = 0
    erased: int = 0
    anchors_met: int = 0
    horizon: datetime = field(default_factory=retention.horizon)
    latest_at: datetime = field(default_factory=lambda: clock.from_unix(0))
    forgotten: dict[str, int] = field(default_factory=dict)

    def step(self, seal: Seal, event: Event | None) -> Fault | None:
        """The fault at this link, if there is one."""
        fault = self._place(seal) or self._link(seal) or self._time(seal, event) or self._event(seal, event)
        self.previous, self.latest_at = seal, max(self.latest_at, seal.event_at)
        self.links += 1
        return fault

    def _place(self, seal: Seal) -> Fault | None:
        before = self.previous
        if before is None:
            starts_right = seal.previous_hash == "" and seal.sequence == 1
            is_rest = self._is_expired(seal)  # the links before it went with their expired events
            return None if starts_right or is_rest else _at(seal, None, "removed", "the links before it are gone")
        if seal.previous_hash == before.chain_hash:
            return None if seal.sequence == before.sequence + 1 else _at(seal, None, "changed", "its number was changed")
        if Seal.objects.filter(chain_hash=seal.previous_hash).exists():
            return _at(seal, None, "reordered", "the link before it stands elsewhere")
        return _at(seal, None, "removed", "the link before it is gone")

    def _link(self, seal: Seal) -> Fault | None:
        if seals.chain_hash(seal) != seal.chain_hash:
            return _at(seal, None, "changed", "the link does not match its own hash")
        if not seals.mac_holds(seal):
            return _at(seal, None, "changed", "the link was not made with a key of this deployment's ring")
        if seal.sequence in self.anchors:
            self.anchors_met += 1
            if self.anchors[seal.sequence] != seal.chain_hash:
                return _at(seal, None, "replaced", "the chain differs from the anchor: it was written anew")
        return None

    def _time(self, seal: Seal, event: Event | None) -> Fault | None:
        if seal.event_at >= self.latest_at - seals.SETTLED:
            return None
        return _at(seal, event, "inserted", "its event claims to be older than what was sealed before it")

    def _event(self, seal: Seal, event: Event | None) -> Fault | None:
        if event is None:
            if self._is_expired(seal):
                self.expired += 1
                return None
            return _at(seal, None, "removed", "its event is gone before its time")
        if seals.facts_hash(event) != seal.facts_hash:
            return _at(seal, event, "changed", "its event is not what was sealed")
        if seals.personal_hash(event, seal.personal_salt) == seal.personal_hash:
            return None
        if self._is_erased(seal, event):
            self.erased += 1
            return None
        return _at(seal, event, "changed", "address or browser of its event is not what was sealed")

    def _is_expired(self, seal: Seal) -> bool:
        """Old enough to be gone; retention may be at work while we look."""
        if seal.event_at >= self.horizon:
            self.horizon = retention.horizon()
        return seal.event_at < self.horizon

    def _is_erased(self, seal: Seal, event: Event) -> bool:
        """Wiped whole, of a person whose erasure accounts for it."""
        is_wiped = not any((seal.personal_salt, event.ip, event.user_agent, set(seals.PERSONAL) & set(event.detail)))
        return is_wiped and any(event.pk <= self._forgotten_until(sub) for sub in {event.subject, event.actor} - {""})

    def _forgotten_until(self, sub: str) -> int:
        if sub not in self.forgotten:
            self.forgotten[sub] = retention.forgotten_until(sub)
        return self.forgotten[sub]


def verify(anchors: Iterable[Anchor] = ()) -> Verdict:
    """Check every link, every event it seals, and that no event was put in where all was sealed long ago.

    ``anchors`` were printed earlier and stored elsewhere; only they can show that the newest links were cut off or the
    whole chain was written anew by somebody who holds the keys.
    """
    known = {anchor.sequence: anchor.chain_hash for anchor in anchors}
    walk = _Walk(known)
    newest = seals.head()
    steps = (walk.step(seal, event) for seal, event in _links(newest))
    fault = next((found for found in steps if found is not None), None)
    tail = seals.unsealed()
    oldest = tail.order_by("at").first()
    return Verdict(
        links=walk.links,
        head=newest,
        unsealed=tail.count(),
        oldest_unsealed_at=oldest.at if oldest else None,
        expired=walk.expired,
        erased=walk.erased,
        anchors=walk.anchors_met,
        fault=fault or _cut_off(newest, known) or _put_in() or _forged(),
    )


def recent(count: int) -> Fault | None:
    """The first wrong place among the newest links, for a page that cannot wait for all of them."""
    newest = seals.head()
    if newest is None:
        return None
    walk = _Walk({})
    walk.previous = Seal.objects.filter(sequence__lte=newest.sequence - count).order_by("-sequence").first()
    walk.latest_at = walk.previous.event_at if walk.previous else walk.latest_at
    steps = (walk.step(seal, event) for seal, event in _links(newest, after=walk.previous))
    return next((found for found in steps if found is not None), None)


def _links(newest: Anchor | None, after: Seal | None = None) -> Iterator[tuple[Seal, Event | None]]:
    """Each link with its event, if that is still there; as they stood when the walk began."""
    place = after.sequence if after else None
    while newest is not None:
        links = Seal.objects.filter(sequence__lte=newest.sequence).order_by("sequence")
        chunk = list((links if place is None else links.filter(sequence__gt=place))[:CHUNK])
        if not chunk:
            return
        events = Event.objects.in_bulk([seal.event_id for seal in chunk])
        yield from ((seal, events.get(seal.event_id)) for seal in chunk)
        place = chunk[-1].sequence


def _cut_off(newest: Anchor | None, anchors: Mapping[int, str]) -> Fault | None:
    last = max(anchors, default=0)
    if last <= (newest.sequence if newest else 0):
        return None
    return Fault("removed", last, None, "", "the anchor lies beyond the end of the chain: its newest links are gone")


def _put_in() -> Fault | None:
    event = seals.put_in_later().order_by("pk").first()
    if event is None:
        return None
    return Fault("inserted", None, event.pk, event.reference, "the event was put in where everything was sealed long ago")


def _forged() -> Fault | None:
    removal = retention.forged()
    if removal is None:
        return None
    what = "an erasure" if removal.before is None else "an expiry"
    return Fault("inserted", None, None, "", f"{what} was recorded by somebody without a key of this deployment's ring")


def _at(seal: Seal, event: Event | None, kind: str, what: str) -> Fault:
    return Fault(kind, seal.sequence, seal.event_id, event.reference if event else "", what)
