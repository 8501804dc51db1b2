"""MF-10, MF-11: a new sign-in by password, or old cookies brought back, between guesses. listmonk CVE-2026-128332."""

import copy

import pytest
import time_machine

from idp.core import clock
from idp.limits.models import GuessBudget
from tests.factories.people import make_person
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import another_way, half_session, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)


def failures(person: Person) -> int:
    return GuessBudget.objects.get(user__email=person.email, factor_class="totp").failures


def test_the_password_again_does_not_clear_the_factor() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, browser = make_person(totp=True), Browser()
        for count in range(1, 6):
            browser.submit(half_session(browser, alice), code=wrong_code(alice))
            assert failures(alice) == count
        place = browser.submit(half_session(browser, alice), code=wrong_code(alice))
        assert isinstance(place, Page) and place.status == 429


def test_cookies_of_before_bring_no_tries_back() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, browser = make_person(totp=True), Browser()
        page = half_session(browser, alice)
        kept = copy.deepcopy(browser.http.cookies)
        for _ in range(5):
            browser.submit(page, code=wrong_code(alice))
            browser.http.cookies = copy.deepcopy(kept)
        place = browser.submit(page, code=wrong_code(alice))
        assert isinstance(place, Page) and place.status == 429
        assert failures(alice) == 5


def test_a_mailed_code_does_not_clear_the_apps_failures() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, browser = make_person(totp=True), Browser()
        page = half_session(browser, alice)
        for _ in range(4):
            browser.submit(page, code=wrong_code(alice))
        browser.submit(another_way(browser, page, "email_otp"), code=alice.mailed_code())
        assert failures(alice) == 4
