"""An entry of the outbox that nobody can carry out is parked, named, and holds up no other. RL-47."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from idp.core import clock, mail, outbox
from idp.core.models import OutboxEntry
from idp.operations import doctor
from tests.integration.operations.terminal import run, run_json
from tests.services.mail_server import scripted

pytestmark = pytest.mark.django_db(transaction=True)
POISON, NOTE = "test.poison", "test.note"


@pytest.fixture
def noted() -> Iterator[list[int]]:
    """What the outbox carried out."""
    notes: list[int] = []
    outbox.register(NOTE, lambda payload, _secrets: notes.append(payload["number"]))
    yield notes
    outbox._kinds.pop(NOTE)


def break_(entry: OutboxEntry, way: str) -> None:
    values = {
        "sealed by another ring": {"sealed": "v1:gone:AAAA"},
        "of another version": {"kind": POISON},
        "without what it needs": {"payload": {}},
        "its worker dies": {"claimed_at": clock.now() - timedelta(hours=1), "faults": outbox.PARK_AFTER - 1},
    }[way]
    OutboxEntry.objects.filter(pk=entry.pk).update(**values)


@pytest.mark.parametrize("way", ["sealed by another ring", "of another version", "without what it needs", "its worker dies"])
def test_it_is_parked_after_a_few_tries_and_named(noted: list[int], way: str) -> None:
    outbox.enqueue(NOTE, {"number": 0}, sealed={"code": "123456"}, lifetime=timedelta(days=1))
    poison = OutboxEntry.objects.get()
    break_(poison, way)
    outbox.enqueue(NOTE, {"number": 1}, lifetime=timedelta(days=1))
    tried = 0
    with time_machine.travel(clock.now()) as later:
        for _ in range(60):
            tried += outbox.drain()
            later.shift(timedelta(minutes=5))
        assert noted == [1]
        assert tried == (2 if way == "its worker dies" else 1 + outbox.PARK_AFTER)
        (finding,) = doctor.examine(["outbox"])
        assert not finding.ok and f"entry {poison.pk}" in finding.words and "idp outbox retry" in finding.remedy
        assert "gatehouse_outbox_parked 1.0" in Client().get("/metrics").content.decode()
        assert [entry["pk"] for entry in run_json("outbox", "list")] == [poison.pk]
        later.shift(timedelta(days=1))
        outbox.drain()  # its lifetime is over, and so are its secrets
        closed = OutboxEntry.objects.get(pk=poison.pk)
        assert closed.failed_at is not None and closed.sealed == ""


def test_when_its_cause_is_mended_it_is_tried_again_or_given_up(noted: list[int]) -> None:
    outbox.enqueue(POISON, {"number": 7}, lifetime=timedelta(days=1))
    outbox.enqueue(POISON, {"number": 8}, lifetime=timedelta(days=1))
    moment = clock.now()
    OutboxEntry.objects.update(faults=outbox.PARK_AFTER, parked_at=moment, due_at=moment)
    assert outbox.drain() == 0
    OutboxEntry.objects.filter(payload__number=7).update(kind=NOTE)
    assert "2 entries are tried again" in run("outbox", "retry")
    outbox.drain()
    assert noted == [7]
    OutboxEntry.objects.filter(kind=POISON).update(parked_at=moment)
    assert "1 entries are given up" in run("outbox", "discard")
    assert not outbox.parked().exists()


def test_a_mail_that_the_server_cannot_take_holds_up_no_other(settings: Any) -> None:
    """An address beyond ASCII at a server without SMTPUTF8 is about that mail; the server is not away."""
    said = b"220 hello\r\n250 localhost\r\n250 OK\r\n250 OK\r\n354 go on\r\n250 kept\r\n"
    with scripted(said) as (port, heard):
        settings.IDP = settings.IDP.model_copy(update={"email_url": f"smtp://127.0.0.1:{port}"})
        for address in ("straße@example.org", "ada@example.org"):
            mail.send("password_changed", address, {"is_kept": True, "device": "", "ip": ""})
        assert outbox.drain() == 2
    assert b"rcpt TO:<ada@example.org>\r\n" in heard
    assert not mail.is_late()
    assert OutboxEntry.objects.get(done_at=None).failed_at is not None
