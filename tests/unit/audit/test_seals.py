"""The sealed chain: what it says of a record that nobody touched, and of each way to touch it."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as deployment
from django.db import connection

from idp.audit import retention, seals, verification
from idp.audit.events import Action, record
from idp.audit.models import Event, Seal
from idp.core import clock
from tests.factories.accounts import browser

pytestmark = pytest.mark.django_db(transaction=True)


def events(count: int, **facts: str) -> None:
    for number in range(count):
        record(Action.USER_UPDATE, request=browser(), subject=facts.get("subject", f"sub{number}"), detail={"n": number})


def execute(statement: str, *values: object) -> None:
    """What somebody with the database's password does: past the models and their rules."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def chain() -> list[Event]:
    """Five sealed events."""
    events(5)
    assert seals.seal() == 5
    return list(Event.objects.order_by("pk"))


def fault() -> tuple[str, int | None]:
    found = verification.verify().fault
    return (found.kind, found.sequence) if found else ("none", None)


def test_an_untouched_chain_holds_and_reports_its_tail(chain: list[Event]) -> None:
    events(2)
    verdict = verification.verify()
    assert (verdict.holds, verdict.links, verdict.unsealed) == (True, 5, 2)
    assert verdict.oldest_unsealed_at == Event.objects.order_by("-pk")[1].at
    assert seals.seal() == 2
    assert seals.seal() == 0
    assert verification.verify().links == 7


def test_nothing_to_seal_is_no_fault() -> None:
    assert seals.seal() == 0
    verdict = verification.verify()
    assert (verdict.holds, verdict.head) == (True, None)


def test_batches_and_limits_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "BATCH", 2)
    monkeypatch.setattr(verification, "CHUNK", 2)
    events(7)
    assert seals.seal(limit=3) == 3
    assert seals.seal() == 4
    verdict = verification.verify()
    assert (verdict.holds, verdict.links) == (True, 7)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("outcome", "refused"), ("reason", "x"), ("actor", b"mallory"), ("subject", b"mallory"), ("client_id", b"x"),
        ("sid", b"x"), ("detail", '{"n": 9}'), ("action", "user:factor:reset"), ("at", "2020-01-01 00:00:00"),
        ("ip", "192.0.2.9"), ("user_agent", "x"), ("reference", b"XXXX"), ("interaction_id", b"x"),
        ("request_id", b"x"),
    ],
)  # fmt: skip
def test_a_changed_event_is_named(chain: list[Event], column: str, value: str | bytes) -> None:
    given = value.decode() if isinstance(value, bytes) and connection.vendor == "sqlite" else value
    execute(f"UPDATE audit_event SET {column} = %s WHERE id = %s", given, chain[2].pk)
    assert fault() == ("changed", 3)


def test_an_event_of_before_requests_were_recorded_keeps_its_seal(chain: list[Event]) -> None:
    event = chain[0]
    assert event.request_id == ""
    names = ("id", "reference", "action", "outcome", "reason", "actor", "subject", "client_id", "sid", "interaction_id")
    at = (event.at - clock.from_unix(0)) // timedelta(microseconds=1)
    said = {name: getattr(event, name) for name in names} | {"at": at, "detail": event.detail}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"))
    assert seals.facts_hash(event) == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_removed_event_is_named(chain: list[Event]) -> None:
    execute("DELETE FROM audit_event WHERE id = %s", chain[3].pk)
    assert fault() == ("removed", 4)


def test_an_event_removed_with_its_link_is_noticed_at_the_next(chain: list[Event]) -> None:
    execute("DELETE FROM audit_event WHERE id = %s", chain[2].pk)
    execute("DELETE FROM audit_seal WHERE sequence = 3")
    assert fault() == ("removed", 4)
    execute("UPDATE audit_seal SET sequence = 3 WHERE sequence = 4")
    execute("UPDATE audit_seal SET sequence = 4 WHERE sequence = 5")
    assert fault() == ("removed", 3), "closing the gap does not help"


def test_the_first_events_cannot_be_removed(chain: list[Event]) -> None:
    execute("DELETE FROM audit_event WHERE id <= %s", chain[1].pk)
    execute("DELETE FROM audit_seal WHERE sequence <= 2")
    assert fault() == ("removed", 3)


def test_reordered_links_are_named(chain: list[Event]) -> None:
    execute("UPDATE audit_seal SET sequence = 99 WHERE sequence = 2")
    execute("UPDATE audit_seal SET sequence = 2 WHERE sequence = 3")
    execute("UPDATE audit_seal SET sequence = 3 WHERE sequence = 99")
    assert fault() == ("reordered", 2)


def test_events_that_change_places_are_named(chain: list[Event]) -> None:
    for old, new in ((chain[1].pk, 999), (chain[2].pk, chain[1].pk), (999, chain[2].pk)):
        execute("UPDATE audit_event SET id = %s WHERE id = %s", new, old)
    assert fault() == ("changed", 2)


def test_an_event_put_in_between_is_named(chain: list[Event]) -> None:
    execute("DELETE FROM audit_event WHERE id = %s", chain[4].pk)  # a number that the database gave out and nobody uses
    Seal.objects.filter(sequence=5).delete()
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        record(Action.USER_UPDATE, subject="later")
        seals.seal()
        with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
            Event(pk=chain[4].pk, reference="AAAA-BBBB-CCCC", at=chain[4].at, action="user:account:update").save(
                force_insert=True
            )
            assert seals.seal() == 0, "it is not sealed as if it had always been there"
            found = verification.verify().fault
    assert found is not None
    assert (found.kind, found.event_id, found.reference) == ("inserted", chain[4].pk, "AAAA-BBBB-CCCC")


def test_a_link_computed_without_the_key_is_refused(chain: list[Event]) -> None:
    """Whoever can write the database can compute every SHA-256, but not the MAC."""
    Event.objects.filter(pk=chain[4].pk).update(reason="nothing happened")
    forged, last = Event.objects.get(pk=chain[4].pk), Seal.objects.get(sequence=5)
    last.facts_hash = seals.facts_hash(forged)
    last.chain_hash = seals.chain_hash(last)
    last.save()
    assert fault() == ("changed", 5)


def test_a_rotated_ring_still_verifies_and_a_lost_key_does_not(chain: list[Event], settings: Any) -> None:
    ring = _ring()
    settings.IDP = _with_ring({"new": b"n" * 32} | ring)
    events(1)
    seals.seal()
    assert verification.verify().holds
    settings.IDP = _with_ring({"new": b"n" * 32})
    assert fault() == ("changed", 1)


def _ring() -> dict[str, bytes]:
    return dict(deployment.IDP.encryption_keys)


def _with_ring(ring: dict[str, bytes]) -> object:
    return deployment.IDP.model_copy(update={"encryption_keys": ring})


def test_only_an_anchor_shows_that_the_newest_links_were_cut_off(chain: list[Event]) -> None:
    anchor = seals.head()
    assert anchor is not None
    execute("DELETE FROM audit_event WHERE id >= %s", chain[3].pk)
    execute("DELETE FROM audit_seal WHERE sequence >= 4")
    assert verification.verify().holds
    cut = verification.verify([anchor]).fault
    assert cut is not None and (cut.kind, cut.sequence) == ("removed", 5)
    events(2)
    seals.seal()
    anew = verification.verify([anchor]).fault
    assert anew is not None and (anew.kind, anew.sequence) == ("replaced", 5)


def test_an_event_that_commits_after_a_later_one_is_sealed_by_the_next_run(chain: list[Event]) -> None:
    """Two transactions took their numbers in one order and committed in the other."""
    late = chain[4].pk + 1
    Event(pk=late + 1, reference="FAST", at=clock.now(), action="user:account:update").save(force_insert=True)
    assert seals.seal() == 1
    Event(pk=late, reference="LATE", at=clock.now(), action="user:account:update").save(force_insert=True)
    assert seals.seal() == 1
    assert [seal.event_id for seal in Seal.objects.order_by("-sequence")[:2]] == [late, late + 1]
    assert verification.verify().holds


def test_expiry_takes_events_and_links_and_says_so(chain: list[Event]) -> None:
    before = clock.now() + timedelta(days=1)
    with time_machine.travel(before + timedelta(days=1), tick=False):
        events(1)
        assert retention.expire(before) == 5
        seals.seal()
        verdict = verification.verify()
        assert (verdict.holds, verdict.expired) == (True, 1), "the last expired link stays as the beginning"
        assert list(Seal.objects.order_by("sequence").values_list("sequence", flat=True)) == [5, 6, 7]
        assert Event.objects.get(action="audit:events:expire").detail == {"before": before.isoformat()}
        execute("DELETE FROM audit_event WHERE id = %s", Seal.objects.get(sequence=6).event_id)
        assert fault() == ("removed", 6), "an expiry accounts for what is older only"


def test_a_longer_retention_does_not_call_expired_events_removed(chain: list[Event]) -> None:
    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        events(3)
        retention.expire(clock.now() - timedelta(days=1))
        with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
            events(1)
            retention.expire(clock.now() - timedelta(days=400))
            seals.seal()
            assert verification.verify().holds


def test_what_was_never_sealed_is_sealed_before_it_expires() -> None:
    events(2)
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        retention.expire(clock.now())
        assert Seal.objects.count() == 1
        seals.seal()
        assert verification.verify().holds


def test_a_person_is_erased_without_a_break(chain: list[Event]) -> None:
    sub = chain[1].subject
    record(Action.USER_UPDATE, subject=sub, detail={"ip": "192.0.2.1", "device": "Firefox", "n": 1})
    seals.seal()
    assert retention.erase_person(sub) == 2
    assert Event.objects.filter(subject=sub).order_by("pk")[1].detail == {"n": 1}
    wiped = Event.objects.get(pk=chain[1].pk)
    assert (wiped.ip, wiped.user_agent, wiped.subject) == ("", "", sub)
    assert Seal.objects.get(event_id=wiped.pk).personal_salt == "", "without it the address cannot be guessed from the hash"
    seals.seal()
    verdict = verification.verify()
    assert (verdict.holds, verdict.erased) == (True, 2)


def test_wiping_an_address_without_saying_so_is_a_change(chain: list[Event]) -> None:
    execute("UPDATE audit_event SET ip = '', user_agent = '' WHERE id = %s", chain[1].pk)
    execute("UPDATE audit_seal SET personal_salt = '' WHERE sequence = 2")
    assert fault() == ("changed", 2)
    retention.erase_person(chain[3].subject)
    assert fault() == ("changed", 2), "another person's erasure accounts for nothing"


def test_the_newest_links_can_be_checked_alone(chain: list[Event]) -> None:
    assert verification.recent(2) is None
    Event.objects.filter(pk=chain[0].pk).update(reason="x")
    assert verification.recent(2) is None
    Event.objects.filter(pk=chain[4].pk).update(reason="x")
    found = verification.recent(2)
    assert found is not None and (found.kind, found.sequence) == ("changed", 5)
    assert fault() == ("changed", 1)
