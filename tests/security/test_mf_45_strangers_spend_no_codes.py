"""MF-45: mallory, who has the password or only the address, spends guesses and sends; the owner gets in and gets codes.

Spec: OWASP ASVS 6.1.1, 6.6.3, 6.6.4.
"""

import pytest
import time_machine
from django.conf import settings

from idp.core import clock
from idp.limits.models import GuessBudget
from tests.factories.mailed_links import mails_to
from tests.factories.people import make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import half_session, sign_in, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)


def signed_out(browser: Browser) -> Browser:
    del browser.http.cookies[settings.SESSION_COOKIE_NAME]
    return browser


def test_a_stopped_app_still_opens_in_a_known_browser_and_stays_stopped_for_strangers() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice = make_person(totp=True)
        at_home = signed_out(sign_in(alice))
        now.shift(60)
        mallory = Browser()
        mallory.submit(half_session(mallory, alice), code=wrong_code(alice))
        GuessBudget.objects.filter(factor_class="totp", failures=1).update(failures=50)
        assert isinstance(at_home.submit(half_session(at_home, alice), code=alice.totp()), Arrival)
        place = mallory.submit(half_session(mallory, alice), code=wrong_code(alice))
        assert isinstance(place, Page) and place.status == 429


def test_the_owner_gets_a_code_whatever_was_sent_elsewhere() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob = make_person()
        at_home = signed_out(sign_in(bob))
        now.shift(61)
        for number in range(25):
            half_session(Browser(ip=f"10.8.{number}.7"), bob)
        page = half_session(at_home, bob)
        assert "notice=limited" not in page.path
        assert isinstance(at_home.submit(page, code=bob.mailed_code()), Arrival)


def test_one_strangers_hour_of_codes_leaves_another_network_its_own() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob, mallory = make_person(), Browser(ip="198.51.100.7")
        page = half_session(mallory, bob)
        for _ in range(6):
            now.shift(61)
            mallory.submit(page, resend="1")
        owner = Browser(ip="203.0.113.7")
        assert isinstance(owner.submit(half_session(owner, bob), code=bob.mailed_code()), Arrival)


def register(browser: Browser, person: Person) -> Page:
    page = browser.get("/register")
    assert isinstance(page, Page)
    place = browser.submit(page, **person.answers(page))
    assert isinstance(place, Page)
    return place


def test_a_strangers_registration_of_an_address_holds_up_no_owner() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        person = Person("newcomer@example.org", "a rather long sentence")
        mallory = Browser(ip="198.51.100.7")
        page = register(mallory, person)
        for _ in range(7):
            mallory.submit(page, code="000000")
            now.shift(61)
            mallory.submit(page, resend="1")
        owner = Browser(ip="203.0.113.7")
        page = register(owner, person)
        assert (page.status, page.slug) == (200, "verify-email")
        place = owner.submit(page, code=person.mailed_code())
        assert not (isinstance(place, Page) and place.slug == "verify-email"), place


def test_all_accounts_together_fill_no_strangers_mailbox() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        crowd = [sign_in(make_person()) for _ in range(5)]
        for _ in range(5):
            now.shift(61)
            for browser in crowd:
                press(browser, page_of(browser, "/account/email"), "send", email="victim@example.org")
            told = len(mails_to("victim@example.org"))
        assert told == 20  # a day, as from all strangers
