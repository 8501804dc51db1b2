"""PW-11: a stranger guesses at an address for ever; its owner must get in, and a copied cookie must be no way around.

Spec: OWASP ASVS 6.1.1 (throttling without malicious lock-out); OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

from contextlib import suppress

import pytest
import time_machine
from django.conf import settings

from idp.accounts.models import User
from idp.core import clock
from idp.core.errors import Throttled
from idp.lifecycle import sign_out
from idp.limits import guesses
from idp.sessions.models import KnownBrowser
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import page_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(browser: Browser, person: Person, password: str) -> Page:
    place = browser.submit(page_of(browser), username=person.email, password=password)
    assert isinstance(place, Page)
    return place


def signed_out(browser: Browser) -> Browser:
    del browser.http.cookies[settings.SESSION_COOKIE_NAME]
    return browser


def guess_everywhere(person: Person) -> None:
    """A stranger with many networks takes every guess that strangers have now."""
    user = User.objects.get(email=person.email)
    with suppress(Throttled):
        for number in range(200):
            guesses.charge(user, guesses.PASSWORD, ip=f"10.9.{number}.7")


def test_twelve_wrong_passwords_and_one_an_hour_keep_nobody_out() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice = make_person(totp=True)
        at_home = signed_out(sign_in(alice))
        mallory = Browser(ip="198.51.100.7")
        for hour in range(2):
            for _ in range(12):
                attempt(mallory, alice, "wrong")
            assert attempt(mallory, alice, alice.password).status == 429
            page = attempt(at_home, alice, alice.password)
            assert page.slug == "mfa-totp", hour
            elsewhere = Browser(ip="203.0.113.7")
            assert attempt(elsewhere, alice, alice.password).slug == "mfa-totp", "nor in a new browser"
            now.shift(3600)
        assert isinstance(at_home.submit(attempt(at_home, alice, alice.password), code=alice.totp()), Arrival)


def test_all_strangers_together_reach_a_ceiling_and_the_known_browser_is_above_it() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice = make_person(totp=True)
        at_home = signed_out(sign_in(alice))
        now.shift(60)  # the app shows another code
        guess_everywhere(alice)
        assert attempt(Browser(ip="203.0.113.7"), alice, alice.password).status == 429
        assert isinstance(at_home.submit(attempt(at_home, alice, alice.password), code=alice.totp()), Arrival)
        assert attempt(Browser(ip="203.0.113.7"), alice, alice.password).status == 429, "the proof gives strangers nothing"


def test_a_new_browser_gets_in_by_the_mailed_link_while_the_guessing_goes_on() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice = make_person(totp=True)
        guess_everywhere(alice)
        new = Browser(ip="203.0.113.7")
        link = forget_password(alice.email)
        choose_password(new, link)
        guess_everywhere(alice)
        page = attempt(new, alice, NEW_PASSWORD)
        assert isinstance(new.submit(page, code=alice.totp()), Arrival)


def test_a_copied_cookie_has_ten_guesses_and_then_a_strangers() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice = make_person(totp=True)
        thief = signed_out(sign_in(alice))
        guess_everywhere(alice)
        judged = 0
        for _ in range(20):
            place = attempt(thief, alice, "wrong")
            judged += place.status == 422
            if place.status == 429:
                now.shift(int(place.response["Retry-After"]))
            if judged == 10:
                break
        own = KnownBrowser.objects.get().browser_hash
        assert not guesses.trusted(User.objects.get(email=alice.email), guesses.PASSWORD, own)
        guess_everywhere(alice)
        assert attempt(thief, alice, alice.password).status == 429, "like everybody, with the right password too"


@pytest.mark.parametrize("end", ["signed out everywhere", "the password was reset"])
def test_what_ends_every_sign_in_ends_the_trust_in_every_browser(end: str) -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice = make_person(totp=True)
        stolen = signed_out(sign_in(alice))
        if end == "signed out everywhere":
            sign_out.everywhere(User.objects.get(email=alice.email), "test")
        else:
            choose_password(Browser(), forget_password(alice.email))
        guess_everywhere(alice)
        assert attempt(stolen, alice, "wrong").status == 429
        assert not KnownBrowser.objects.exclude(signed_in_at=None).exists()


def test_the_cookie_of_another_person_is_worth_nothing() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, mallory = make_person(totp=True), make_person(totp=True)
        browser = signed_out(sign_in(mallory))
        guess_everywhere(alice)
        assert attempt(browser, alice, "wrong").status == 429
