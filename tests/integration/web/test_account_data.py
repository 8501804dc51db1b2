"""/account/data: a person's data and the end of the account, without JavaScript. Acceptance statement E13."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock, mail, outbox
from idp.lifecycle import deletion
from idp.sessions.models import Session
from tests.factories.people import make_rp
from tests.factories.web_forms import make_admin, make_signed_in, page_of, press, text_at
from tests.rp import Arrival, Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)
DATA = "/account/data"


def asked() -> tuple[Browser, Person]:
    """Somebody who has just asked to delete the account."""
    browser, bob = make_signed_in()
    page = press(browser, page_of(browser, f"{DATA}/delete"), "delete")
    assert page.status == 200 and "going to be deleted" in page.text
    return browser, bob


def delivered() -> None:
    """Carry out what waits, and what follows from it."""
    while outbox.drain():
        pass


def mailed_link(person: Person, part: str) -> str:
    """The path of the newest link of that kind in the person's mail."""
    delivered()
    mails = [message.get_content() for message in mail.memory if message["To"] == person.email]
    line = next(line for text in reversed(mails) for line in text.splitlines() if f"/account/{part}/" in line)
    return line.removeprefix(settings.IDP.public_url)


def test_the_download_is_the_whole_document() -> None:
    browser, bob = make_signed_in()
    assert page_of(browser, DATA).soup.find("a", id="export")["href"] == f"{DATA}/export"
    answer = browser.http.get(f"{DATA}/export")
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="account.json"')
    assert (answer["Cache-Control"], json.loads(answer.content)["account"]["email"]) == ("no-store", bob.email)


def test_download_and_deletion_want_a_fresh_proof() -> None:
    browser, _bob = make_signed_in()
    Session.objects.update(fresh_at=clock.now() - timedelta(minutes=11))
    for path in (f"{DATA}/export", f"{DATA}/delete"):
        answer = browser.http.get(path)
        assert answer.status_code == 303 and "level=sudo" in answer["Location"]
    assert page_of(browser, DATA).path == DATA
    assert not Event.objects.filter(action=Action.USER_EXPORT).exists()


def test_deleting_says_what_it_means_and_keep_it_changes_nothing() -> None:
    browser, _bob = make_signed_in()
    page = page_of(browser, f"{DATA}/delete")
    assert "For 14 days you can sign in and keep the account." in page.text
    assert page.soup.find("a", href=DATA) is not None
    assert User.objects.exclude(deletion_at=None).count() == 0


def test_asking_ends_every_session_and_says_the_day() -> None:
    browser, bob = asked()
    user = User.objects.get(email=bob.email)
    assert user.deletion_at is not None
    assert browser.http.cookies["gatehouse_session"].value == ""
    assert Session.objects.filter(ended_at=None).count() == 0
    assert browser.http.get("/account").status_code == 303


def test_signing_in_asks_every_factor_and_then_whether_to_keep_it() -> None:
    browser, bob = asked()
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        page = bob.walk(browser, browser.get("/account"), until="keep-account")
        assert isinstance(page, Page)
        assert page.slug == "keep-account" and "Keep your account?" in page.text
        assert Session.objects.filter(ended_at=None).count() == 0  # nothing before the answer
        back = browser.submit(page, decision="keep")
        assert isinstance(back, Page) and back.path == "/account"
    assert User.objects.get(email=bob.email).deletion_at is None
    event = Event.objects.get(action=Action.USER_DELETION_CANCEL)
    assert event.interaction_id
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        delivered()
    assert "Your account stays" in [message["Subject"] for message in mail.memory[-2:]]


def test_going_on_without_keeping_it_reaches_the_app_and_the_day_stays() -> None:
    browser, bob = asked()
    rp = make_rp(trusted=True)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        page = bob.walk(browser, rp.begin().open(browser), until="keep-account")
        assert isinstance(page, Page) and page.slug == "keep-account"
        wrong = browser.submit(page, decision="whatever")
        assert isinstance(wrong, Page) and wrong.status == 422 and "Choose one of the two." in wrong.text
        arrival = browser.submit(page, decision="later")
        assert isinstance(arrival, Arrival) and "code" in arrival.parameters
        again = rp.begin().open(browser)
        assert isinstance(again, Arrival)  # once a sign-in
        data = page_of(browser, DATA)
        assert "This account will be deleted on" in text_at(data, "deletion")
        assert data.soup.find(id="delete-account") is None
        kept = press(browser, data, "keep")
        assert (kept.path, text_at(kept, "deletion")) == (DATA, "")
    assert User.objects.get(email=bob.email).deletion_at is None


def test_the_mailed_link_keeps_the_account_without_a_sign_in() -> None:
    _browser, bob = asked()
    link = mailed_link(bob, "keep")
    elsewhere = Browser()
    page = elsewhere.get(link)
    assert isinstance(page, Page) and page.path == "/account/keep"
    assert User.objects.get(email=bob.email).deletion_at is not None  # opening changes nothing
    kept = press(elsewhere, page, "keep")
    assert "Your account stays" in kept.text
    assert User.objects.get(email=bob.email).deletion_at is None
    again = elsewhere.get(link)
    assert isinstance(again, Page) and again.status == 410 and again.soup.find("a", id="way-on") is not None
    assert elsewhere.http.get("/account").status_code == 303  # it opened nothing


def test_the_link_is_dead_when_the_account_was_kept_otherwise_or_is_gone() -> None:
    _browser, bob = asked()
    link = mailed_link(bob, "keep")
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1), tick=False):
        assert deletion.carry_out_due(10) == 1
        page = Browser().get(link)
    assert isinstance(page, Page) and page.status == 410


def test_the_only_administrator_is_told_what_to_do() -> None:
    browser, _ada = make_admin()
    page = press(browser, page_of(browser, f"{DATA}/delete"), "delete")
    assert page.status == 409 and page.soup.title is not None and page.soup.title.get_text().startswith("Error:")
    assert "Make somebody else an administrator first." in page.text
    assert User.objects.exclude(deletion_at=None).count() == 0
