"""AP-15: somebody who can write the database, and holds no key, removes events and says that they expired. ASVS 16.4.2."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection

from idp.audit import retention, seals, verification
from idp.audit.events import Action, record
from idp.audit.models import Event, Removal, Seal
from idp.core import clock
from tests.factories.accounts import browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chain() -> list[Event]:
    """Five sealed events of five people."""
    for number in range(5):
        record(Action.USER_UPDATE, request=browser(), subject=f"sub{number}", detail={"n": number})
    assert seals.seal() == 5
    return list(Event.objects.order_by("pk"))


def forged_event(action: str, at: datetime, **facts: object) -> None:
    """A row put in past the models; the next sealing takes it like any other."""
    Event.objects.bulk_create([Event(reference="FORG-EDEV-ENTX", at=at, action=action, outcome="success", **facts)])
    seals.seal()


def told() -> tuple[str, int | None]:
    found = verification.verify().fault
    return (found.kind, found.sequence) if found else ("none", None)


def test_an_expiry_that_only_an_event_tells_of_accounts_for_nothing(chain: list[Event]) -> None:
    forged_event(Action.AUDIT_EXPIRE, clock.now(), actor="system", detail={"before": "2100-01-01T00:00:00+00:00"})
    Event.objects.filter(pk=chain[2].pk).delete()
    assert told() == ("removed", 3)


def test_nor_does_it_for_the_first_links(chain: list[Event]) -> None:
    forged_event(Action.AUDIT_EXPIRE, clock.now(), actor="system", detail={"before": "2100-01-01T00:00:00+00:00"})
    Event.objects.filter(pk__lte=chain[1].pk).delete()
    Seal.objects.filter(sequence__lte=2).delete()
    assert told() == ("removed", 3)


def test_an_erasure_that_only_an_event_tells_of_accounts_for_nothing(chain: list[Event]) -> None:
    forged_event(Action.AUDIT_ERASE, clock.now(), actor="system", subject="sub1", detail={"events": 1})
    wipe(chain[1])
    assert told() == ("changed", 2)


def wipe(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(ip="", user_agent="")
    Seal.objects.filter(event_id=event.pk).update(personal_salt="")


@pytest.mark.parametrize("facts", [{"before": clock.from_unix(4_000_000_000)}, {"subject": "sub1"}], ids=["expiry", "erasure"])
def test_a_removal_without_our_mac_is_told_and_accounts_for_nothing(chain: list[Event], facts: dict[str, object]) -> None:
    Removal.objects.create(at=clock.now(), last_event_id=10**9, mac="0" * 64, **facts)
    assert told() == ("inserted", None)
    if "before" in facts:
        Event.objects.filter(pk=chain[1].pk).delete()
    else:
        wipe(chain[1])
    assert told() in {("removed", 2), ("changed", 2)}


@pytest.mark.parametrize("column", ["before", "at", "last_event_id"])
def test_a_removal_of_ours_cannot_be_widened(chain: list[Event], column: str) -> None:
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        retention.expire(clock.now() - timedelta(days=30))
        record(Action.USER_UPDATE, subject="later")
        retention.expire(clock.now() - timedelta(days=1))
        assert verification.verify().holds
        wider = {"before": clock.now(), "at": clock.now() + timedelta(1), "last_event_id": 10**9}
        Removal.objects.update(**{column: wider[column]})
        assert verification.verify().fault is not None


def test_a_real_erasure_accounts_for_nothing_that_came_later(chain: list[Event]) -> None:
    retention.erase_person("sub1")
    record(Action.USER_UPDATE, request=browser(), subject="sub1")
    seals.seal()
    assert verification.verify().holds
    later = Event.objects.filter(subject="sub1", action=Action.USER_UPDATE).latest("pk")
    wipe(later)
    assert told() == ("changed", Seal.objects.get(event_id=later.pk).sequence)


def test_nothing_expires_that_is_still_to_come(chain: list[Event]) -> None:
    with pytest.raises(ValueError, match="past"):
        retention.expire(clock.now() + timedelta(seconds=1))
    assert Event.objects.count() == 5


def test_an_event_with_an_earlier_date_than_what_was_sealed_before_it_is_told(chain: list[Event]) -> None:
    forged_event(Action.USER_UPDATE, clock.now() - timedelta(days=2), subject="sub1")
    assert told() == ("inserted", 6)
    found = verification.recent(3)
    assert found is not None and found.kind == "inserted"


def test_what_was_recorded_before_removals_had_a_mac_still_accounts(chain: list[Event]) -> None:
    """An upgrade takes the events of that time over once; what is put in after it counts no more."""
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        record(Action.AUDIT_EXPIRE, actor="system", detail={"before": (clock.now() - timedelta(days=1)).isoformat()})
        record(Action.AUDIT_ERASE, actor="system", subject="sub4", detail={"events": 1})
        Event.objects.filter(pk__lt=chain[4].pk).delete()
        wipe(chain[4])
        seals.seal()
        assert told() == ("removed", 1)
        migration = import_module("idp.audit.migrations.0007_removals_recorded_before")
        for _ in range(2):
            migration.account_for_what_was_recorded(apps, connection.schema_editor())
        assert Removal.objects.count() == 2
        verdict = verification.verify()
        assert (verdict.holds, verdict.expired, verdict.erased) == (True, 4, 1), verdict.fault
