"""MF-12: mallory, who knows the password, locks alice's app by guessing; alice must still get in. OWASP ASVS 6.1.1."""

import pytest
import time_machine

from idp.core import clock
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import another_way, half_session, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("way", ["recovery", "email_otp"])
def test_another_factor_still_opens(way: str) -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, mallory, browser = make_person(totp=True), Browser(), Browser()
        page = half_session(mallory, alice)
        for _ in range(6):
            mallory.submit(page, code=wrong_code(alice))
        page = another_way(browser, half_session(browser, alice), way)
        code = alice.recovery_codes[0] if way == "recovery" else alice.mailed_code()
        assert isinstance(browser.submit(page, code=code), Arrival)


def test_the_wait_ends() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, browser = make_person(totp=True), Browser()
        page = half_session(browser, alice)
        for _ in range(6):
            blocked = browser.submit(page, code=wrong_code(alice))
        assert isinstance(blocked, Page) and blocked.response["Retry-After"] == "30"
        now.shift(31)
        assert isinstance(browser.submit(page, code=alice.totp()), Arrival)


def test_a_stranger_without_the_password_reaches_no_factor() -> None:
    alice, mallory = make_person(totp=True), Browser()
    page = mallory.submit(
        Page((first := mallory.get("/interaction/start")).response, first.path), username=alice.email, password="no"
    )
    assert isinstance(page, Page) and (page.status, page.slug) == (422, "login")
    place = mallory.submit(Page(page.response, page.path.replace("login", "mfa-totp")), code="123456")
    assert isinstance(place, Page) and place.slug == "login"
