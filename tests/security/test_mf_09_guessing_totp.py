"""MF-09: a thousand guesses at alice's codes, from many addresses, with all the patience in the world. RFC 4226 §7.3."""

import pytest
import time_machine

from idp.core import clock, mail, outbox
from idp.limits.models import GuessBudget
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import another_way, half_session, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)


def test_five_are_free_in_one_session_and_in_many() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice = make_person(totp=True)
        statuses = []
        for _ in range(8):
            browser = Browser()  # another session, another address
            place = browser.submit(half_session(browser, alice), code=wrong_code(alice))
            assert isinstance(place, Page)
            statuses.append((place.status, int(place.response.get("Retry-After", 0))))
    assert [status for status, _ in statuses] == [422] * 5 + [429] * 3
    assert statuses[5:] == [(429, 30)] * 3


def test_the_right_code_does_not_help_while_the_factor_waits() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, browser = make_person(totp=True), Browser()
        page = half_session(browser, alice)
        for _ in range(5):
            browser.submit(page, code=wrong_code(alice))
        place = browser.submit(page, code=alice.totp())
        assert isinstance(place, Page) and place.status == 429


def test_at_fifty_the_factor_stops_and_only_another_one_helps() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, browser = make_person(totp=True), Browser()
        browser.submit(half_session(browser, alice), code=wrong_code(alice))
        GuessBudget.objects.filter(user__email=alice.email, factor_class="totp").update(failures=49)
        last = browser.submit(half_session(browser, alice), code=wrong_code(alice))
        while outbox.drain():
            pass
        assert "several times" in " ".join(message.get_content() for message in mail.memory if message["To"] == alice.email)
        now.shift(86_400)
        browser = Browser()
        page = half_session(browser, alice)
        stopped = browser.submit(page, code=alice.totp())
        assert isinstance(last, Page) and last.status == 422
        assert isinstance(stopped, Page) and (stopped.status, stopped.response["Retry-After"]) == (429, "3600")
        assert isinstance(browser.submit(another_way(browser, page, "recovery"), code="ABCDE-FGHIJ"), Arrival)
        now.shift(60)
        browser = Browser()
        assert isinstance(browser.submit(half_session(browser, alice), code=alice.totp()), Arrival)


@pytest.mark.slow
def test_patience_is_answered_by_longer_waits_and_an_end_at_fifty() -> None:
    evaluated, waits = 0, list[int]()
    with time_machine.travel(clock.now(), tick=False) as now:
        alice = make_person(totp=True)
        while waits[-3:] != [3600] * 3 or evaluated < 50:
            browser = Browser()
            page = half_session(browser, alice)
            for _ in range(6):
                place = browser.submit(page, code=wrong_code(alice))
                assert isinstance(place, Page)
                if place.status == 429:
                    break
                evaluated += 1
            waits.append(int(place.response["Retry-After"]))
            now.shift(waits[-1] + 1)
    assert evaluated == 50
    assert waits[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
