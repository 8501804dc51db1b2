"""CS-08: what password and address changes end, and the one session that they leave. OWASP ASVS 7.4.3."""

from collections.abc import Callable

import pytest

from idp.accounts import people
from idp.accounts.models import User
from idp.sessions import services as sessions
from idp.sessions.models import Session
from tests.factories.mailed_links import NEW_PASSWORD
from tests.factories.people import PASSWORD, make_person, make_rp
from tests.factories.web_forms import page_of, press
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import sign_in, signed_in
from tests.security.standing import alive, dead

pytestmark = pytest.mark.django_db(transaction=True)


def change_password(browser: Browser) -> Page:
    return press(browser, page_of(browser, "/account/password"), "save", current_password=PASSWORD, password=NEW_PASSWORD)


def change_email(browser: Browser) -> Page:
    page = press(browser, page_of(browser, "/account/email"), "send", email="new@example.org")
    return press(browser, page, "verify", code=Person("new@example.org").mailed_code())


CHANGES = {"password": change_password, "address": change_email}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_other_session_and_its_tokens_end_and_this_one_goes_on(change: Callable[[Browser], Page]) -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True)
    here = sign_in(alice)
    mine = rp.begin().tokens(here, alice)
    thief = second_browser(alice)
    theirs = rp.begin(scope="openid offline_access").tokens(thief, alice)
    waiting = (flow := rp.begin()).open(thief)
    assert isinstance(waiting, Arrival) and change(here).path == "/account"
    assert signed_in(here) and not signed_in(thief)
    alive(rp, mine)
    dead(rp, theirs)
    assert flow.redeem(waiting.parameters["code"]).status_code == 400
    silent = rp.begin(prompt="none").open(here)
    assert isinstance(silent, Arrival) and "code" in silent.parameters


def test_a_session_that_ended_meanwhile_is_not_brought_back() -> None:
    alice = make_person(totp=True)
    here = sign_in(alice)
    session, user = Session.objects.get(), User.objects.get()
    sessions.end(session, "the owner signed this browser out")
    people.raise_epoch(user, keep=session)
    assert not signed_in(here)
    people.raise_epoch(User.objects.get(), keep=None)
    sessions.carry_over(session, User.objects.get().epoch)
    assert not signed_in(here)


def second_browser(person: Person) -> Browser:
    """Signed in with a recovery code, because the app's step is used."""
    browser = Browser()
    place = browser.get("/account")
    assert isinstance(place, Page)
    place = browser.submit(place, username=person.email, password=person.password)
    assert isinstance(place, Page)
    recovery = browser.get(place.path.replace("mfa-totp", "mfa-recovery"))
    assert isinstance(recovery, Page)
    browser.submit(recovery, code=person.recovery_codes.pop())
    assert signed_in(browser)
    return browser
