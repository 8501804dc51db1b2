"""CS-16 (our own): the consent page stays open in one tab, somebody signs out in another, then Allow is pressed."""

import pytest
from django.conf import settings

from idp.oidc.models import Grant
from idp.sessions import services as sessions
from idp.sessions.engine import live_sessions
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_signing_out_takes_the_proofs_of_open_interactions_along() -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp()
    consent = ada.walk(browser, rp.begin().open(browser), until="consent")
    question = browser.get("/oauth2/logout")
    assert isinstance(consent, Page) and isinstance(question, Page)
    browser.submit(question)
    assert not live_sessions().exists()
    after = browser.submit(consent, decision="allow")
    assert isinstance(after, Page) and after.slug == "login"
    assert not live_sessions().exists() and not Grant.objects.exists()


@pytest.mark.parametrize("who", ["the same person", "the next person"])
def test_nor_is_anything_left_of_a_sign_in_whose_cookie_was_lost_before(who: str) -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp()
    consent = ada.walk(browser, rp.begin().open(browser), until="consent")
    assert isinstance(consent, Page)
    del browser.http.cookies[settings.SESSION_COOKIE_NAME]
    later = ada if who == "the same person" else make_person(totp=True)
    page = browser.get("/account")
    assert isinstance(page, Page)
    page = browser.submit(page, username=later.email, password=later.password)
    assert isinstance(page, Page)
    if later is ada:
        page = browser.get(page.path.replace("mfa-totp", "mfa-recovery"))
        assert isinstance(page, Page)
    code = ada.recovery_codes.pop() if later is ada else later.totp()
    assert isinstance(browser.submit(page, code=code), Page) and signed_in(browser)
    question = browser.get("/oauth2/logout")
    assert isinstance(question, Page)
    browser.submit(question)
    after = browser.submit(consent, decision="allow")
    assert isinstance(after, Page) and after.slug == "login"
    assert not signed_in(browser) and not Grant.objects.exists()


def test_a_session_that_was_ended_from_elsewhere_takes_its_proofs_along() -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp()
    consent = ada.walk(browser, rp.begin().open(browser), until="consent")
    assert isinstance(consent, Page)
    sessions.end(Session.objects.get(), "revoked from another device")
    after = browser.submit(consent, decision="allow")
    assert isinstance(after, Page) and after.slug == "login"
    assert not live_sessions().exists() and not Grant.objects.exists()


def test_a_sign_out_elsewhere_leaves_what_is_under_way_here() -> None:
    browser, other, ada, rp = Browser(), Browser(), make_person(totp=True), make_rp()
    consent = ada.walk(browser, rp.begin().open(browser), until="consent")
    assert isinstance(consent, Page) and isinstance(rp.begin().open(other), Page)
    signed_out = other.get("/oauth2/logout")
    assert isinstance(signed_out, Page) and "signed out" in signed_out.text
    assert isinstance(browser.submit(consent, decision="allow"), Arrival)
