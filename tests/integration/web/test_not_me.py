"""The mail about a new browser, and the page behind its link. Acceptance statements E9, E10; security case MF-34."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.clients.models import Client
from idp.core import clock, mail
from idp.sessions.models import KnownBrowser, Session
from tests.factories.account_api import FIREFOX
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import page_of, press
from tests.integration.web.test_account_data import delivered, mailed_link
from tests.rp import Arrival, Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "New sign-in to your account"


def told(person: Person) -> list[str]:
    delivered()
    return [message.get_content() for message in mail.memory if message["To"] == person.email and message["Subject"] == NEW]


def second_browser(person: Person) -> tuple[Browser, Session]:
    """The person's own browser is known; a second one signs in to an app."""
    make_rp(trusted=True).begin().sign_in(Browser(), person)
    rp = make_rp(trusted=True)
    Client.objects.filter(client_id=rp.client_id).update(name="Notes")
    browser = Browser(user_agent=FIREFOX)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        rp.begin().sign_in(browser, person)
        delivered()
    return browser, Session.objects.latest("pk")


def test_a_new_browser_is_told_of_with_device_app_time_and_address() -> None:
    alice = make_person(totp=True)
    browser, session = second_browser(alice)
    (text,) = told(alice)
    assert "Device: Firefox on Linux\n" in text and "App: Notes\n" in text
    assert f"IP address: {browser.ip}\n" in text
    assert "UTC" in text and str(session.created_at.year) in text
    assert "Place" not in text  # no database is mounted
    assert f"{settings.IDP.public_url}/account/not-me/gl_" in text


def test_the_first_sign_in_of_a_new_account_and_a_known_browser_are_no_news() -> None:
    alice = make_person(totp=True)
    rp, browser = make_rp(trusted=True), Browser()
    for minutes in (0, 2, 4):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
            browser.http.cookies.pop(settings.SESSION_COOKIE_NAME, None)
            rp.begin().sign_in(browser, alice)
            delivered()
    assert told(alice) == []


def test_the_first_sign_in_to_an_account_that_waited_is_told_of() -> None:
    alice = make_person(totp=True)
    User.objects.update(created_at=clock.now() - timedelta(days=2))  # an invitation, a move of people: who was it?
    make_rp(trusted=True).begin().sign_in(Browser(), alice)
    assert len(told(alice)) == 1


def test_a_renewed_session_is_no_sign_in() -> None:
    alice = make_person(totp=True)
    rp, browser = make_rp(trusted=True), Browser()
    rp.begin().sign_in(browser, alice)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        arrival = alice.walk(browser, rp.begin(prompt="login").open(browser))
        assert isinstance(arrival, Arrival)
        delivered()
    assert told(alice) == []


def test_the_link_ends_that_browser_and_leads_to_a_new_password() -> None:
    alice = make_person(totp=True)
    thief, session = second_browser(alice)
    link = mailed_link(alice, "not-me")
    elsewhere = Browser()
    page = elsewhere.get(link)
    assert isinstance(page, Page) and page.path == "/account/not-me"
    assert "Firefox on Linux" in page.text and thief.ip in page.text
    assert page_of(thief, "/account").path == "/account"  # opening ends nothing
    done = press(elsewhere, page, "not-me")
    assert done.soup.find("a", href="/account/password") is not None
    assert thief.http.get("/account").status_code == 303
    session.refresh_from_db()
    assert session.end_reason == "denied by the person"
    assert not KnownBrowser.objects.filter(browser_hash=session.browser_hash).exists()
    event = Event.objects.get(action=Action.USER_SIGN_IN_DENY)
    assert event.detail == {"by_link": True, "session_ended": True, "grants": 1}
    assert elsewhere.http.get("/account").status_code == 303  # the link opened nothing


def test_it_works_once_and_a_second_mail_does_not_close_it() -> None:
    alice = make_person(totp=True)
    second_browser(alice)
    link = mailed_link(alice, "not-me")
    with time_machine.travel(clock.now() + timedelta(minutes=4), tick=False):
        make_rp(trusted=True).begin().sign_in(Browser(), alice)  # a third browser, with a mail of its own
        delivered()
    assert len(told(alice)) == 2
    browser = Browser()
    page = browser.get(link)
    assert isinstance(page, Page) and page.status == 200
    press(browser, page, "not-me")
    again = browser.get(link)
    assert isinstance(again, Page) and again.status == 410
    assert Session.objects.filter(end_reason="denied by the person").count() == 1
