"""PW-06, PW-07: one password at many accounts, many passwords at one, with honest sign-ins between. ASVS 6.1.1, 6.3.1."""

from datetime import timedelta

import pytest
import time_machine

from idp.core import clock, mail, outbox
from idp.limits import rates
from tests.factories.people import make_person
from tests.rp import Browser, Page
from tests.security.sign_ins import page_of

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(email: str, password: str, ip: str) -> Page:
    browser = Browser(ip=ip)
    place = browser.submit(page_of(browser), username=email, password=password)
    assert isinstance(place, Page)
    return place


def test_one_account_many_passwords_waits_longer_and_longer_from_one_network() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice = make_person()
        statuses = [attempt(alice.email, f"wrong {n}", f"198.51.7.{n}").status for n in range(7)]
        assert statuses == [422] * 5 + [429] * 2
        waits = []
        for n in range(4):
            blocked = attempt(alice.email, "wrong", f"198.51.7.{n}")
            waits.append(int(blocked.response["Retry-After"]))
            now.shift(waits[-1] + 1)
            assert attempt(alice.email, "wrong", f"198.51.7.{n}").status == 422
        while outbox.drain():
            pass
        assert waits == [30, 60, 120, 240]
        assert {message["To"] for message in mail.memory} == {alice.email}
        now.shift(timedelta(hours=1))
        assert attempt(alice.email, alice.password, "198.51.7.9").slug == "mfa-email"  # back-off, never a lock-out


def test_one_address_many_accounts_is_held_at_thirty_and_others_are_not() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, ip = make_person(), "203.0.113.5"
        for _ in range(29):
            rates.hit(rates.Door.PASSWORD, ip=ip)
        assert attempt("x1@example.org", "Winter2026!", ip).status == 422
        held = attempt("x2@example.org", "Winter2026!", ip)
        assert held.status == 429 and int(held.response["Retry-After"]) > 0
        assert attempt(alice.email, alice.password, ip).status == 429  # even with the right one
        assert attempt(alice.email, alice.password, "203.0.114.5").slug == "mfa-email"


def test_a_network_is_held_at_three_hundred() -> None:
    with time_machine.travel(clock.now(), tick=False):
        for n in range(300):
            rates.hit(rates.Door.PASSWORD, ip=f"203.0.113.{n % 250}")
        assert attempt("x@example.org", "Winter2026!", "203.0.113.251").status == 429
        assert attempt("x@example.org", "Winter2026!", "203.0.114.251").status == 422


def test_mallorys_own_sign_ins_between_guesses_clear_nothing() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, mallory, ip = make_person(), make_person(), "203.0.113.9"
        for _ in range(25):
            rates.hit(rates.Door.PASSWORD, ip=ip)
        statuses = []
        for n in range(5):
            statuses.append(attempt(alice.email, f"wrong {n}", ip).status)
            if n < 4:
                assert attempt(mallory.email, mallory.password, ip).slug == "mfa-email"
        assert statuses == [422] * 5
        assert attempt(mallory.email, mallory.password, ip).status == 429
        assert attempt(alice.email, "wrong", "203.0.113.10").status == 429
