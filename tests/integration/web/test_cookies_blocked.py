"""A browser that keeps no cookies is told so, whichever door it came to; nobody else is."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse

from idp.accounts import links
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.core import clock, cookie_test
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import page_of, title_of
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = "Your browser keeps no cookies"
DOORS = {
    Purpose.RESET_PASSWORD: "/password/reset",
    Purpose.INVITATION: "/invitation",
    Purpose.ENROLMENT: "/enrolment",
    Purpose.UNDO_EMAIL: "/account/email/undo",
    Purpose.NOT_ME: "/account/not-me",
    Purpose.KEEP_ACCOUNT: "/account/keep",
}


class Blocking(Browser):
    """A browser that is set to keep nothing."""

    def follow(self, response: HttpResponse, path: str) -> Page | Arrival:
        self.http.cookies.clear()
        original, kept = self.http.get, self.http.cookies

        def forgetful(*args: object, **kwargs: object) -> HttpResponse:
            kept.clear()
            return original(*args, **kwargs)

        self.http.get = forgetful
        try:
            return super().follow(response, path)
        finally:
            del self.http.get
            kept.clear()


def mailed(purpose: Purpose) -> str:
    user = User.objects.get(email_canonical=make_person().email)
    return f"{DOORS[purpose]}/{links.issue(user, purpose, lifetime=timedelta(minutes=30))}"


@pytest.mark.parametrize("start", ["client", "client by form", "/account", "/register", "/manage/clients"])
def test_a_sign_in_says_what_is_missing(start: str) -> None:
    browser, flow = Blocking(), make_rp().begin()
    if start == "client by form":
        place = browser.post("/oauth2/authorize", {name: str(value) for name, value in flow.parameters.items()})
    else:
        place = browser.get(flow.url if start == "client" else start)
    assert isinstance(place, Page)
    assert (place.status, title_of(place).startswith(TOLD)) == (400, True), place.text
    assert "open too long" not in place.text and "Allow cookies for this site" in place.text


@pytest.mark.parametrize("purpose", DOORS)
def test_a_good_link_says_what_is_missing(purpose: Purpose) -> None:
    place = page_of(Blocking(), mailed(purpose))
    assert (place.status, title_of(place).startswith(TOLD)) == (400, True), place.text


def test_the_link_works_once_cookies_are_allowed() -> None:
    link, browser = mailed(Purpose.RESET_PASSWORD), Blocking()
    assert page_of(browser, link).status == 400
    assert page_of(Browser(), link).status == 200


@pytest.mark.parametrize("has_visited", [False, True])
def test_a_browser_that_keeps_them_is_told_the_truth(has_visited: bool) -> None:
    begun = make_rp().begin().open(Browser())
    assert isinstance(begun, Page)
    browser = Browser()
    if has_visited:
        browser.get("/register")
    elsewhere = page_of(browser, begun.path)
    assert elsewhere.status == 400 and "started in another browser" in elsewhere.text and TOLD not in elsewhere.text
    dead = page_of(Browser(), "/password/reset/gl_" + "x" * 43)
    assert dead.status == 410 and TOLD not in dead.text
    assert settings.COOKIE_TEST_NAME in browser.http.cookies or has_visited


def test_a_copied_address_claims_nothing() -> None:
    asked = Browser().http.get("/password/reset")
    assert asked.status_code == 303 and asked.cookies[settings.COOKIE_TEST_NAME]["max-age"] == 60
    assert TOLD in Blocking().http.get(asked["Location"]).content.decode()
    for path in (f"/password/reset?{cookie_test.PARAMETER}=forged", asked["Location"]):
        with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
            assert TOLD not in Blocking().http.get(path).content.decode()


def test_what_else_the_address_holds_stays() -> None:
    asked = Browser().http.get("/password/reset?lang=de&lang=fr&x=%26")
    assert asked["Location"].startswith("/password/reset?lang=de&lang=fr&x=%26&cookies=")


def test_a_form_without_any_cookie_is_not_said_to_be_too_old() -> None:
    browser = Browser()
    page = page_of(browser, "/password/forgot")
    browser.http.cookies.clear()
    refused = browser.post("/password/forgot", page.fields() | {"email": "ada@example.org"})
    assert isinstance(refused, Page)
    assert refused.status == 403 and "came without a cookie" in refused.text and "open too long" not in refused.text
