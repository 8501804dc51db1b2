"""MF-34: the owner is told of a browser not seen before, once, whatever a thief's cookies say. OWASP ASVS 6.3.5."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from idp.accounts.models import User
from idp.core import clock, mail, outbox
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Person
from tests.security.sign_ins import half_session

pytestmark = pytest.mark.django_db(transaction=True)


def told(person: Person) -> int:
    while outbox.drain():
        pass
    return sum(message["Subject"] == "New sign-in to your account" and message["To"] == person.email for message in mail.memory)


def known(person: Person) -> Browser:
    browser = Browser()
    make_rp(trusted=True).begin().sign_in(browser, person)
    assert told(person) == 0
    return browser


@pytest.mark.parametrize("cookie", ["another person's", "made up", "empty", "too long", "none"])
def test_a_thief_s_browser_is_new_whatever_its_cookie_says(cookie: str) -> None:
    alice, mallory = make_person(totp=True), make_person(totp=True)
    known(alice)
    thief = Browser() if cookie != "another person's" else known(mallory)
    thief.http.cookies.pop(settings.SESSION_COOKIE_NAME, None)
    planted = {"made up": "A" * 43, "empty": "", "too long": "A" * 4000}.get(cookie)
    if planted is not None:
        thief.http.cookies[settings.BROWSER_COOKIE_NAME] = planted
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        make_rp(trusted=True).begin().sign_in(thief, alice)
        assert told(alice) == 1


def test_the_same_browser_is_told_of_once() -> None:
    alice = make_person(totp=True)
    known(alice)
    second = Browser()
    for minutes in (2, 4, 6):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
            second.http.cookies.pop(settings.SESSION_COOKIE_NAME, None)
            make_rp(trusted=True).begin().sign_in(second, alice)
            assert told(alice) == 1


def test_half_a_sign_in_makes_no_browser_known() -> None:
    alice = make_person(totp=True)
    known(alice)
    thief = Browser()
    half_session(thief, alice)
    assert not Session.objects.exclude(browser_hash="").exclude(pk=Session.objects.earliest("pk").pk).exists()
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        make_rp(trusted=True).begin().sign_in(thief, alice)
        assert told(alice) == 1


def test_a_browser_that_two_people_use_has_two_digests_and_no_row_holds_its_secret() -> None:
    alice, bob, browser = make_person(totp=True), make_person(totp=True), Browser()
    for person in (alice, bob):
        browser.http.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        make_rp(trusted=True).begin().sign_in(browser, person)
    digests = list(Session.objects.values_list("browser_hash", flat=True))
    assert len(set(digests)) == 2 and all(len(digest) == 64 for digest in digests)
    assert browser.http.cookies[settings.BROWSER_COOKIE_NAME].value not in str(list(Session.objects.values()))


def test_an_account_that_slept_is_no_new_one() -> None:
    alice = make_person(totp=True)
    known(alice)
    Session.objects.all().delete()  # as retention does
    User.objects.update(created_at=clock.now() - timedelta(days=100))
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        make_rp(trusted=True).begin().sign_in(Browser(), alice)
        assert told(alice) == 1
