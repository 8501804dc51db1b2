"""CS-06: a copy of the cookie from before a credential changed opens nothing; the browser itself goes on. OWASP ASVS 7.2.4."""

from collections.abc import Callable

import pytest

from idp.sessions.models import Session
from tests.factories.mailed_links import NEW_PASSWORD
from tests.factories.people import PASSWORD, make_person, make_rp
from tests.factories.web_forms import page_of, press
from tests.rp import Arrival, Browser, Page, Person, claims_of
from tests.security.sign_ins import sign_in, signed_in
from tests.security.standing import alive

pytestmark = pytest.mark.django_db(transaction=True)


def _password(browser: Browser) -> None:
    press(browser, page_of(browser, "/account/password"), "save", current_password=PASSWORD, password=NEW_PASSWORD)


def _address(browser: Browser) -> None:
    page = press(browser, page_of(browser, "/account/email"), "send", email="new@example.org")
    press(browser, page, "verify", code=Person("new@example.org").mailed_code())


def _app(browser: Browser) -> None:
    page = page_of(browser, "/account/mfa")
    link = page.soup.select_one('a[href*="remove="]')
    assert link is not None
    press(browser, page_of(browser, str(link["href"])), "remove")


CHANGES: dict[str, Callable[[Browser], object]] = {
    "password": _password,
    "address": _address,
    "recovery codes": lambda browser: press(browser, page_of(browser, "/account/mfa"), "renew"),
    "codes by e-mail": lambda browser: press(browser, page_of(browser, "/account/mfa"), "switch-email-code"),
    "app removed": _app,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_old_value_is_dead_and_everything_else_of_the_session_stays(change: Callable[[Browser], object]) -> None:
    alice, rp, thief = make_person(totp=True), make_rp(trusted=True), Browser()
    here = sign_in(alice)
    tokens, sid = rp.begin().tokens(here, alice), Session.objects.get().sid
    thief.http.cookies["gatehouse_session"] = here.http.cookies["gatehouse_session"].value
    change(here)
    assert not signed_in(thief)
    assert signed_in(here) and Session.objects.get().sid == sid
    alive(rp, tokens)
    silent = (flow := rp.begin(prompt="none")).open(here)
    assert isinstance(silent, Arrival)
    assert claims_of(flow.redeem(silent.parameters["code"]).json()["id_token"])["sid"] == sid


def test_an_answer_to_the_old_value_does_not_take_the_new_one_away() -> None:
    """Another tab's request was under way with the value that the change replaced."""
    alice = make_person(totp=True)
    here, late = sign_in(alice), Browser()
    late.http.cookies["gatehouse_session"] = here.http.cookies["gatehouse_session"].value
    _password(here)
    place = late.get("/account")
    assert isinstance(place, Page) and place.slug == "login"
    assert late.http.cookies["gatehouse_session"].value  # not deleted: the browser's jar holds the new value by now
    assert signed_in(here)


def test_a_refused_change_keeps_the_value() -> None:
    here = sign_in(make_person(totp=True))
    value = here.http.cookies["gatehouse_session"].value
    page = press(here, page_of(here, "/account/password"), "save", current_password="not mine", password=NEW_PASSWORD)
    assert page.status == 422
    assert here.http.cookies["gatehouse_session"].value == value
