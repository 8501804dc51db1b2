"""A mail server that dribbles, refuses for now or for good, or is not who it should be: what happens to which mail. RL-16."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from idp.core import clock, mail, outbox, smtp
from idp.core.models import OutboxEntry
from idp.operations import doctor
from tests.services.certificates import Authority
from tests.services.mail_server import scripted, serving

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "test.note"


def mailing_to(settings: Any, port: int, scheme: str = "smtp") -> None:
    settings.IDP = settings.IDP.model_copy(update={"email_url": f"{scheme}://localhost:{port}"})


def note(number: int = 0) -> None:
    mail.send("password_changed", f"person{number}@example.org", {"is_kept": True, "device": "", "ip": ""})


def the_mail() -> OutboxEntry:
    return OutboxEntry.objects.get(kind=mail.KIND)


def drain_until(moment: timedelta) -> int:
    """Everything that is tried until then, looked for once a minute."""
    tried, ends_at = 0, clock.now() + moment
    with time_machine.travel(clock.now()) as later:
        while clock.now() < ends_at:
            mail.breaker.succeeded()
            tried += outbox.drain()
            later.shift(timedelta(minutes=1))
    return tried


@pytest.mark.parametrize("says", [{"to_recipient": "550 no such mailbox"}, {"to_data": "554 it looks like spam"}])
def test_refused_for_good_it_is_tried_once_and_recorded(settings: Any, says: dict[str, str]) -> None:
    with serving(**says) as server:
        mailing_to(settings, server.port)
        note()
        assert drain_until(timedelta(hours=3)) == 1
        assert not server.mails
    entry = the_mail()
    assert entry.failed_at is not None and (entry.last_error, entry.sealed) == ("PermanentFailure", "")
    (finding,) = doctor.examine(["outbox"])
    assert "1 given up in a day" in finding.words
    assert not mail.is_late()


@pytest.mark.parametrize("says", [{"to_recipient": "450 greylisted"}, {"to_data": "451 try later"}])
def test_refused_for_now_only_that_mail_waits(settings: Any, says: dict[str, str]) -> None:
    with serving(**says) as server:
        mailing_to(settings, server.port)
        note()
        assert drain_until(timedelta(minutes=2)) == 2
        assert not mail.is_late()  # the server is there; it is this mail or its reader
        server.to_recipient, server.to_data = "", "250 kept"
        note(1)
        assert outbox.drain() == 1
        assert drain_until(timedelta(minutes=20)) == 1
        assert len(server.mails) == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"421 closing\r\n", "SMTPConnectError"),
        (b"554 no mail here\r\n", "SMTPConnectError"),
        (b"220 hello\r\n250 localhost\r\n530 who are you?\r\n250 OK\r\n", "SMTPSenderRefused"),
        (b"220 hello\r\n250 localhost\r\n250 OK\r\n421 closing\r\n", "SMTPRecipientsRefused"),
        (b"220 hello\r\n250 localhost\r\n250 OK\r\n250 OK\r\n354 go on\r\n421 closing\r\n", "SMTPDataError"),
        (b"220 hello\r\n500 what?\r\n500 what?\r\n", "SMTPHeloError"),
    ],
)
def test_what_the_server_says_of_itself_loses_no_mail(settings: Any, said: bytes, why: str) -> None:
    with scripted(said) as (port, _):
        mailing_to(settings, port)
        note()
        assert drain_until(timedelta(minutes=1)) >= 1
        assert (the_mail().failed_at, the_mail().last_error) == (None, f"Away: {why}")
        assert mail.is_late()
    with serving() as server:
        mailing_to(settings, server.port)
        drain_until(timedelta(minutes=5))
        assert len(server.mails) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_server_that_is_not_who_it_should_be_gets_nothing(settings: Any, scheme: str, tmp_path: Path) -> None:
    files = Authority(tmp_path).sign("localhost")
    server_of: Callable[..., AbstractContextManager[Any]] = serving
    with server_of(**({"tls": files} if scheme == "smtps" else {"starttls": files})) as server:
        mailing_to(settings, server.port, scheme)
        note()
        assert outbox.drain() == 1
        assert not server.mails and the_mail().last_error == "Away: SSLCertVerificationError"
        (finding,) = doctor.examine(["mail"])
        assert "certificate" in finding.words and "certificates" in finding.remedy


def test_a_server_that_dribbles_holds_a_worker_once_and_not_for_each_mail(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "WHOLE_SECONDS", 1)
    done: list[int] = []
    outbox.register(KIND, lambda payload, _secrets: done.append(payload["number"]))
    try:
        with scripted(b"", then=b"220-and so on\r\n" * 20) as (port, _):
            mailing_to(settings, port)
            for number in range(20):
                note(number)
            outbox.enqueue(KIND, {"number": 1}, lifetime=timedelta(hours=1))
            started = time.monotonic()
            assert outbox.drain() == 21
            assert time.monotonic() - started < 3
    finally:
        outbox._kinds.pop(KIND)
    assert done == [1]
    assert mail.is_late()
