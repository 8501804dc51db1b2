"""The mail server away for half an hour: pages say so and wait for nobody, and nothing but codes is lost. RL-15."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from idp.core import clock, mail, outbox
from idp.core.models import OutboxEntry
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import another_way, at, half_session
from tests.services.mail_server import serving
from tests.services.place import free_ports

pytestmark = pytest.mark.django_db(transaction=True)
LATE = "E-mails cannot be sent at the moment"


@pytest.fixture
def port(settings: Any) -> int:
    """Where the mail server would listen."""
    port = free_ports(1)[0]
    settings.IDP = settings.IDP.model_copy(update={"email_url": f"smtp://127.0.0.1:{port}"})
    return port


@pytest.fixture
def later() -> Iterator[time_machine.Traveller]:
    """A clock that the test moves."""
    with time_machine.travel(clock.now()) as traveller:
        yield traveller


def drain() -> int:
    """What a worker does; the pause after a failure is over."""
    mail.breaker.succeeded()
    tried = 0
    while more := outbox.drain():
        tried += more
    return tried


def note(number: int) -> None:
    mail.send("password_changed", f"person{number}@example.org", {"is_kept": True, "device": "", "ip": ""})


def test_the_page_says_so_and_there_is_another_way(port: int) -> None:
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice, flow=make_rp(trusted=True).begin())
    started = time.monotonic()
    waiting = another_way(browser, page, "email_otp")
    assert time.monotonic() - started < 2
    assert waiting.slug == "mfa-email" and LATE not in waiting.text  # nobody knows yet
    drain()
    told = at(browser, page, "mfa-email")
    assert LATE in told.text and told.soup.find("a", string="Try another way")
    with serving(port=port):
        arrived = browser.submit(at(browser, page, "mfa-totp"), code=alice.totp())
    assert isinstance(arrived, Arrival) and "code" in arrived.parameters


def test_each_page_that_announces_a_mail_says_so(port: int) -> None:
    note(0)
    drain()
    browser = Browser()
    forgot = browser.get("/password/forgot")
    assert isinstance(forgot, Page) and LATE not in forgot.text
    sent = browser.submit(forgot, email="nobody@example.org")
    assert isinstance(sent, Page) and LATE in sent.text
    register = browser.get("/register")
    assert isinstance(register, Page)
    code = browser.submit(register, email="eve@example.org", password="correct horse battery staple", name="Eve")
    assert isinstance(code, Page) and code.slug == "verify-email" and LATE in code.text


def test_after_half_an_hour_all_goes_within_minutes_and_codes_that_are_over_do_not(
    port: int, later: time_machine.Traveller
) -> None:
    alice, browser = make_person(totp=True), Browser()
    another_way(browser, half_session(browser, alice), "email_otp")
    for number in range(30):
        note(number)
    for minute in range(30):
        drain()
        assert mail.is_late(), minute
        later.shift(timedelta(minutes=1))
    with serving(port=port) as server:
        for _ in range(4):
            later.shift(timedelta(seconds=30))
            drain()
        assert len(server.mails) == 30 and len({message["To"] for message in server.mails}) == 30
        assert not OutboxEntry.objects.filter(done_at=None, failed_at=None).exists()
        assert not mail.is_late()


def test_while_it_is_away_one_mail_looks_and_the_others_do_not(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    connect = mail.smtp.connect
    monkeypatch.setattr(mail.smtp, "connect", lambda url: looks.append(url) or connect(url))
    for number in range(20):
        note(number)
    assert outbox.drain() == 20
    assert len(looks) == 1
