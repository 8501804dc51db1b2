"""MF-05: the owner switched codes by e-mail off, and whoever reads the mailbox asks for one. At every door; pure policy too."""

from datetime import timedelta

import pytest

from idp.accounts.models import User
from idp.core import clock, mail
from idp.interaction.context import Asked, Context, Person
from idp.interaction.policy import next_prompt
from idp.lifecycle import administration
from idp.lifecycle.administration import Deed
from idp.mfa.models import Authenticator
from idp.sessions.models import Session
from tests.factories.mailed_links import mailed_link, mails_to
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import arrive, page_of, press
from tests.rp import Browser, Page
from tests.security.sign_ins import another_way, at, half_session, sign_in, signed_in
from tests.security.sign_ins import page_of as sign_in_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_way_is_not_offered_not_taken_and_no_mail_goes() -> None:
    alice, browser = make_person(totp=True), Browser()
    User.objects.update(email_code_off=True)
    page = half_session(browser, alice)
    choice = at(browser, page, "mfa")
    assert choice.soup.find(id="way-email_otp") is None
    refused = browser.submit(choice, method="email_otp")
    assert isinstance(refused, Page) and refused.status == 422
    for answers in ({"resend": "1"}, {"code": "123456"}):
        place = browser.submit(Page(page.response, page.path.replace("mfa-totp", "mfa-email")), **answers)
        assert isinstance(place, Page) and place.slug == "mfa"
    assert mails_to(alice.email) == [] and not mail.memory and not signed_in(browser)


def test_a_code_that_is_on_its_way_is_worth_nothing_any_more() -> None:
    alice, browser = make_person(totp=True), Browser()
    page = another_way(browser, half_session(browser, alice), "email_otp")
    code = alice.mailed_code()
    User.objects.update(email_code_off=True)
    place = browser.submit(page, code=code)
    assert isinstance(place, Page) and not signed_in(browser)


def test_a_client_that_asks_for_the_lower_level_gets_no_mail_either() -> None:
    alice, browser = make_person(totp=True), Browser()
    User.objects.update(email_code_off=True)
    page = half_session(browser, alice, flow=make_rp(trusted=True).begin(acr_values="2fa-email"))
    assert page.slug == "mfa-totp"
    refused = browser.submit(at(browser, page, "mfa"), method="email_otp")
    assert isinstance(refused, Page) and (refused.status, refused.slug) == (422, "mfa")
    assert mails_to(alice.email) == []


def test_the_switch_stands_on_the_page_and_asks_for_a_fresh_proof() -> None:
    alice = make_person(totp=True)
    browser = sign_in(alice)
    off = press(browser, page_of(browser, "/account/mfa"), "switch-email-code")
    assert off.path == "/account/mfa" and User.objects.get().email_code_off
    assert "authenticator app or a recovery code only" in mails_to(alice.email)[-1]
    Session.objects.update(fresh_at=clock.now() - timedelta(minutes=11))
    assert press(browser, off, "switch-email-code").slug == "mfa-totp" and User.objects.get().email_code_off
    Session.objects.update(fresh_at=clock.now())
    press(browser, off, "switch-email-code")
    assert not User.objects.get().email_code_off


def test_whoever_removes_the_last_app_has_the_mailbox_again() -> None:
    alice = make_person(totp=True)
    browser = sign_in(alice)
    User.objects.update(email_code_off=True)
    handle = Authenticator.objects.get().handle
    done = press(browser, page_of(browser, f"/account/mfa?remove={handle}"), "remove")
    assert done.status == 200, done.text
    assert not Authenticator.objects.exclude(confirmed_at=None).exists() and not User.objects.get().email_code_off
    alice.totp_secret = ""
    assert arrive(Browser(), alice, "/account").path == "/account"


def test_a_reset_by_the_staff_leaves_them_off_and_the_mailed_link_is_the_way() -> None:
    alice, browser = make_person(totp=True), Browser()
    User.objects.update(email_code_off=True)
    administration.reset_factors(User.objects.get(), Deed(None, "phone lost"))
    place = browser.submit(sign_in_page(browser), username=alice.email, password=alice.password)
    assert isinstance(place, Page) and place.slug == "mfa" and place.soup.find(id="way-email_otp") is None
    assert "open the link in that mail" in place.text
    assert not any("sign-in code" in text for text in mails_to(alice.email))
    page = press(browser, page_of(browser, mailed_link(alice.email)), "begin")
    place = browser.submit(page, username=alice.email, password=alice.password)
    assert isinstance(place, Page) and place.slug == "enrol-totp"
    assert arrive(browser, alice, place.path).path == "/account"
    assert User.objects.get().email_code_off


def context(*, off: bool, has_totp: bool, proofs: tuple[str, ...]) -> Context:
    now = clock.unix_time()
    person = Person(sub="x", has_totp=has_totp, recovery_codes_left=1, email_code_off=off)
    return Context(now=now, asked=Asked("authorization", now), person=person, proofs=dict.fromkeys(("password", *proofs), now))


@pytest.mark.parametrize("proof", ["email_otp", "verify_email"])
def test_the_policy_itself_counts_no_mailbox_beside_an_app(proof: str) -> None:
    assert context(off=True, has_totp=True, proofs=(proof,)).acr == "1fa"
    assert next_prompt(context(off=True, has_totp=True, proofs=(proof,))).prompt == "mfa"
    assert context(off=False, has_totp=True, proofs=(proof,)).acr == "2fa-email"
    assert context(off=True, has_totp=False, proofs=(proof,)).acr == "2fa-email"
    assert context(off=True, has_totp=True, proofs=(proof, "totp")).acr == "mfa"
