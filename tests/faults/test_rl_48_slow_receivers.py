"""A client that is slow to be told of a sign-out holds up no mail, and no other client. RL-48, LO-07."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from idp.celery import app
from idp.core import outbox, wakeup
from idp.core.models import OutboxEntry
from idp.core.wakeup import Lane

pytestmark = pytest.mark.django_db(transaction=True)
CALL, NOTE = "test.call", "test.note"
Soon = Callable[[Callable[[], object]], None]


class Receivers:
    """Who was called, in order; ``dead`` ones do not answer, and ``slow`` ones wait until they ``may_answer``."""

    def __init__(self) -> None:
        self.called, self.noted = list[str](), list[int]()
        self.dead, self.slow = set[str](), set[str]()
        self.may_answer = threading.Event()

    def call(self, payload: dict[str, Any], _secrets: dict[str, str]) -> None:
        """A handler of the outbox."""
        self.called.append(payload["to"])
        if payload["to"] in self.slow:
            self.may_answer.wait(10)
        if payload["to"] in self.dead:
            raise outbox.Away


@pytest.fixture
def receivers() -> Iterator[Receivers]:
    found = Receivers()
    outbox.register(CALL, found.call, Lane.DELIVERIES)
    outbox.register(NOTE, lambda payload, _secrets: found.noted.append(payload["number"]), Lane.MAIL)
    yield found
    found.may_answer.set()
    outbox._kinds.pop(CALL)
    outbox._kinds.pop(NOTE)


@pytest.fixture
def threads(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[wakeup.Waker]:
    """This process drains by itself, as without a broker."""
    settings.CELERY_BROKER_URL, settings.OUTBOX_THREAD = None, True
    waker = wakeup.Waker()
    monkeypatch.setattr(wakeup, "waker", waker)
    yield waker
    waker.end()


def tell(*clients: str) -> None:
    for client in clients:
        outbox.enqueue(CALL, {"to": client}, lifetime=timedelta(hours=1), share=client)


def test_mail_goes_while_a_client_is_slow(receivers: Receivers, threads: wakeup.Waker, soon: Soon) -> None:
    receivers.slow = {"slow"}
    tell("slow")
    soon(lambda: receivers.called)
    outbox.enqueue(NOTE, {"number": 1}, lifetime=timedelta(hours=1))
    soon(lambda: receivers.noted == [1])
    assert not receivers.may_answer.is_set()
    receivers.may_answer.set()
    soon(lambda: not OutboxEntry.objects.filter(done_at=None).exists())


def test_each_client_has_its_turn_whatever_waits_for_another(receivers: Receivers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "SHARE_SECONDS", 0)  # each call takes longer than a turn
    tell(*["slow"] * 5, "quick", "quick")
    assert outbox.drain(Lane.DELIVERIES) == 2
    assert receivers.called == ["slow", "quick"]
    assert outbox.drain(Lane.DELIVERIES) == 2
    assert receivers.called == ["slow", "quick"] * 2


def test_a_client_that_is_away_is_called_once_and_not_for_each_notice(receivers: Receivers) -> None:
    receivers.dead = {"dead"}
    tell(*["dead"] * 20, "quick", "quick")
    while outbox.drain():
        pass
    assert receivers.called == ["dead", "quick", "quick"]
    receivers.dead.clear()
    OutboxEntry.objects.filter(pk=OutboxEntry.objects.filter(share="dead").earliest("pk").pk).update(due_at=outbox.clock.now())
    while outbox.drain():
        pass
    assert receivers.called.count("dead") == 21  # the first one that gets through frees the others
    assert not outbox._open().exists()


def test_each_lane_is_a_queue_and_every_queue_is_looked_after() -> None:
    app.loader.import_default_modules()
    drains = [entry for entry in app.conf.beat_schedule.values() if entry["task"] == "outbox.drain"]
    assert sorted(entry["args"][0] for entry in drains) == sorted(Lane)
    assert all(entry["options"]["queue"] == entry["args"][0] for entry in drains)
    assert app.conf.task_default_queue == Lane.DEFAULT


def test_a_lane_carries_out_its_own_kinds_and_the_default_what_nobody_knows(receivers: Receivers) -> None:
    tell("quick")
    outbox.enqueue("test.unknown", {}, lifetime=timedelta(hours=1))
    outbox.enqueue(NOTE, {"number": 1}, lifetime=timedelta(hours=1))
    assert outbox.drain(Lane.MAIL) == 1 and receivers.noted == [1] and not receivers.called
    assert outbox.drain(Lane.DELIVERIES) == 1 and receivers.called == ["quick"]
    assert outbox.drain(Lane.DEFAULT) == 1
    assert OutboxEntry.objects.get(done_at=None).kind == "test.unknown"
