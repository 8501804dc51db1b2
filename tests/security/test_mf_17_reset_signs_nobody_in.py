"""MF-17: a thief of the mailbox resets the password, to get in without the second factor. OWASP ASVS 6.4.3."""

import pytest

from idp.mfa.models import Authenticator, RecoveryCode
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.security.sign_ins import half_session, sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_session_comes_of_it() -> None:
    alice, browser = make_person(totp=True), Browser()
    done = choose_password(browser, forget_password(alice.email))
    assert done.path == "/password/changed"
    assert not signed_in(browser) and not Session.objects.exists() and not Grant.objects.exists()
    assert "gatehouse_session" not in browser.http.cookies


def test_the_second_factor_is_still_asked_and_still_the_same() -> None:
    alice, browser = make_person(totp=True), Browser()
    factors = list(Authenticator.objects.values()), list(RecoveryCode.objects.values())
    choose_password(browser, forget_password(alice.email))
    assert (list(Authenticator.objects.values()), list(RecoveryCode.objects.values())) == factors
    alice.password = NEW_PASSWORD
    page = half_session(browser, alice)
    assert page.slug == "mfa-totp" and not signed_in(browser)


def test_the_mailbox_alone_is_no_way_around_an_app_where_an_app_is_asked() -> None:
    alice, browser = make_person(totp=True), Browser()
    choose_password(browser, forget_password(alice.email))
    alice.password = NEW_PASSWORD
    page = make_rp(trusted=True, minimum_acr="mfa").begin().open(browser)
    assert isinstance(page, Page)
    factor = browser.submit(page, username=alice.email, password=alice.password)
    assert isinstance(factor, Page) and factor.slug == "mfa-totp"
    choice = browser.get(factor.path.replace("mfa-totp", "mfa"))
    assert isinstance(choice, Page) and choice.soup.find(id="way-email_otp") is None


def test_everybody_who_was_signed_in_is_out() -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True)
    thief = sign_in(alice)
    tokens = rp.begin(scope="openid offline_access").tokens(thief, alice)
    choose_password(Browser(), forget_password(alice.email))
    assert not signed_in(thief)
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.refresh(tokens["refresh_token"]).status_code == 400


def test_a_sign_in_that_waits_with_the_old_password_must_begin_again() -> None:
    alice, thief = make_person(totp=True), Browser()
    page = half_session(thief, alice)
    choose_password(Browser(), forget_password(alice.email))
    place = thief.submit(page, code=alice.totp())
    assert isinstance(place, Page) and place.slug == "login" and not signed_in(thief)
