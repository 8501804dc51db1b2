"""The broker killed, frozen, without a worker: what was committed is done all the same, and no request waits. RL-18, RL-19."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from idp.core import outbox, wakeup
from tests.faults.conftest import OwnRedis

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "test.note"
Soon = Callable[[Callable[[], object]], None]


@pytest.fixture
def carried_out() -> Iterator[list[int]]:
    """What the outbox carried out."""
    notes: list[int] = []
    outbox.register(KIND, lambda payload, _secrets: notes.append(payload["number"]))
    yield notes
    outbox._kinds.pop(KIND)


def note(number: int) -> float:
    """Commit an entry; how long that took."""
    started = time.monotonic()
    with transaction.atomic():
        outbox.enqueue(KIND, {"number": number}, lifetime=timedelta(hours=1))
    return time.monotonic() - started


def test_a_worker_is_told_and_the_message_holds_nothing(broker: OwnRedis, soon: Soon, carried_out: list[int]) -> None:
    note(1)
    soon(lambda: broker.client().llen("default"))
    message = broker.client().lrange("default", 0, -1)[0]
    assert b"outbox.drain" in message
    assert b"number" not in message
    assert not carried_out  # there is no worker here, and it is not late yet


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_away_this_process_does_it_and_the_commit_waits_for_nobody(
    broker: OwnRedis, soon: Soon, carried_out: list[int], fault: str
) -> None:
    getattr(broker, fault)()
    assert note(1) < 0.5
    soon(lambda: carried_out == [1])
    assert note(2) < 0.5
    soon(lambda: carried_out == [1, 2])
    broker.start() if fault == "kill" else broker.thaw()
    soon(lambda: note(3) and broker.client().llen("default"))


def test_what_no_worker_does_in_time_is_taken_over(
    broker: OwnRedis, soon: Soon, carried_out: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeup, "LOOK_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(wakeup, "TAKE_OVER", timedelta(seconds=1))
    started = time.monotonic()
    note(1)
    soon(lambda: carried_out == [1])
    assert time.monotonic() - started >= 1


def test_what_was_rolled_back_is_never_done(broker: OwnRedis, carried_out: list[int]) -> None:
    def fail_after_all() -> None:
        with transaction.atomic():
            outbox.enqueue(KIND, {"number": 1}, lifetime=timedelta(hours=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_all()
    assert outbox.drain() == 0
    assert not broker.client().llen("default")
