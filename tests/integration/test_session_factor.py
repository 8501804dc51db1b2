"""Which proof a sign-in was made with, as its owner sees it: acr and amr are the same for an app and for a recovery code."""

from datetime import timedelta

import pytest

from idp.core import clock
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_signed_in, page_of
from tests.rp import Arrival, Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)


def factor() -> str:
    return Session.objects.get().factor


def by_recovery_code(browser: Browser, person: Person, place: Page | Arrival) -> Page | Arrival:
    """Answer the page for the code of the app with a recovery code instead."""
    assert isinstance(place, Page) and place.slug == "mfa-totp"
    choice = browser.get(place.path.replace("mfa-totp", "mfa"))
    assert isinstance(choice, Page)
    form = browser.submit(choice, method="recovery")
    assert isinstance(form, Page)
    return browser.submit(form, code=person.recovery_codes[0])


@pytest.mark.parametrize(("totp", "proved"), [(True, "totp"), (False, "email_otp")])
def test_an_app_and_a_mailed_code(totp: bool, proved: str) -> None:
    make_signed_in(totp=totp)
    assert factor() == proved


def test_a_recovery_code() -> None:
    ada, browser = make_person(totp=True), Browser()
    place = ada.walk(browser, make_rp(trusted=True).begin().open(browser), until="mfa-totp")
    assert isinstance(by_recovery_code(browser, ada, place), Arrival)
    assert (Session.objects.get().acr, factor()) == ("mfa", "recovery")


def test_a_stronger_proof_takes_the_place_of_the_weaker() -> None:
    browser, bob = make_signed_in()
    assert factor() == "email_otp"
    place = (
        make_rp(trusted=True)
        .begin(acr_values="mfa", claims='{"id_token":{"acr":{"essential":true,"value":"mfa"}}}')
        .open(browser)
    )
    assert isinstance(bob.walk(browser, place), Arrival)
    assert (Session.objects.get().acr, factor()) == ("mfa", "totp")


def test_a_confirmation_that_raises_nothing_leaves_what_the_sign_in_was_made_with() -> None:
    browser, ada = make_signed_in(totp=True)
    Session.objects.update(fresh_at=clock.now() - timedelta(minutes=11))
    page = by_recovery_code(browser, ada, page_of(browser, "/account/mfa"))
    assert isinstance(page, Page) and page.path == "/account/mfa"
    assert factor() == "totp"
