"""The journey that must always work, person and relying party both over HTTP, without JavaScript."""

import pytest
import time_machine

from idp.core import clock
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import waits_at_the_button
from tests.rp import Arrival, Browser, Page, Person, claims_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_app_code_reaches_the_client_with_a_true_id_token() -> None:
    rp, ada, browser = make_rp(), make_person(totp=True), Browser()
    seen: list[str] = []
    flow = rp.begin()
    arrival = flow.sign_in(browser, ada, seen=seen)
    assert seen == ["login", "mfa-totp", "consent"]
    assert arrival.url.startswith("https://rp.example/callback?")
    assert arrival.parameters["state"] == flow.parameters["state"]
    assert arrival.parameters["iss"] == "http://localhost:8000"
    claims = claims_of(flow.redeem(arrival.parameters["code"]).json()["id_token"])
    session = Session.objects.get(user__email=ada.email)
    assert claims["acr"] == session.acr == "mfa"
    assert claims["amr"] == session.amr == ["pwd", "otp", "mfa"]
    assert claims["sid"] == session.sid
    assert session.authenticated_at is not None
    assert claims["auth_time"] == clock.to_unix(session.authenticated_at)
    assert claims["nonce"] == flow.parameters["nonce"]


def test_mailed_code_yields_the_lower_acr() -> None:
    bob, browser, seen = make_person(), Browser(), list[str]()
    flow = make_rp().begin()
    arrival = flow.sign_in(browser, bob, seen=seen)
    claims = claims_of(flow.redeem(arrival.parameters["code"]).json()["id_token"])
    assert seen == ["login", "mfa-email", "consent"]
    assert (claims["acr"], claims["amr"]) == ("2fa-email", ["pwd", "otp"])


def test_second_client_asks_no_password_and_consent_is_remembered() -> None:
    browser, ada = Browser(), make_person(totp=True)
    first, second = make_rp(), make_rp(trusted=True)
    first.begin().sign_in(browser, ada)
    again = first.begin().open(browser)
    other = second.begin().open(browser)
    assert isinstance(again, Arrival) and "code" in again.parameters
    assert isinstance(other, Arrival) and "code" in other.parameters


def test_registration_signs_in_with_a_proved_address() -> None:
    eve, browser, seen = Person("eve@example.org", "a rather long sentence"), Browser(), list[str]()
    flow = make_rp().begin(prompt="create")
    arrival = flow.sign_in(browser, eve, seen=seen)
    claims = claims_of(flow.redeem(arrival.parameters["code"]).json()["id_token"])
    assert seen == ["register", "verify-email", "consent"]
    assert claims["acr"] == "2fa-email"


def test_a_slip_in_the_address_is_seen_and_mended_without_typing_all_again() -> None:
    browser = Browser()
    form = make_rp().begin(prompt="create").open(browser)
    assert isinstance(form, Page)
    sent = browser.submit(form, email="evw@example.org", name="Eve", password="a rather long sentence")
    assert isinstance(sent, Page) and sent.slug == "verify-email" and "evw@example.org" in sent.text
    again = browser.get(sent.path.replace("verify-email", "register"))
    assert isinstance(again, Page)
    fields = again.fields()
    assert (fields["email"], fields["name"], fields["password"]) == ("evw@example.org", "Eve", "")
    assert again.soup.find("a", href=sent.path) is not None  # and no new account is needed if it was right
    mended = browser.submit(again, email="eve@example.org", password="a rather long sentence")
    assert isinstance(mended, Page) and mended.slug == "verify-email" and "eve@example.org" in mended.text


def test_a_second_code_for_the_address_waits_a_minute() -> None:
    with time_machine.travel(clock.now(), tick=False):
        eve, browser = Person("eve@example.org", "a rather long sentence"), Browser()
        page = eve.walk(browser, make_rp().begin(prompt="create").open(browser), until="verify-email")
        assert isinstance(page, Page)
        again = browser.submit(page, resend="1")
        assert isinstance(again, Page)
        waits_at_the_button(again, "resend", "You can ask again in 60 seconds.")
        proved = browser.submit(again, code=eve.mailed_code())
        assert isinstance(proved, Page) and proved.slug == "consent"


def test_a_client_that_demands_the_app_leads_through_enrolment() -> None:
    bob, browser, seen = make_person(), Browser(), list[str]()
    flow = make_rp(minimum_acr="mfa").begin()
    arrival = flow.sign_in(browser, bob, seen=seen)
    claims = claims_of(flow.redeem(arrival.parameters["code"]).json()["id_token"])
    assert seen == ["login", "mfa-email", "enrol-totp", "recovery-codes", "consent"]
    assert claims["acr"] == "mfa"
    assert len(bob.recovery_codes) == 10


def test_a_wrong_code_while_adding_the_app_reminds_of_the_clock() -> None:
    bob, browser = make_person(), Browser()
    place = bob.walk(browser, make_rp(minimum_acr="mfa").begin().open(browser), until="enrol-totp")
    assert isinstance(place, Page) and place.soup.find(id="clock-hint") is None
    again = browser.submit(place, code="12345x")
    assert isinstance(again, Page) and again.soup.find(id="clock-hint") is not None


def test_recovery_code_gets_in_once() -> None:
    ada, rp = make_person(totp=True), make_rp(trusted=True)
    code = ada.recovery_codes[0]
    for attempt in range(2):
        browser = Browser()
        place = ada.walk(browser, rp.begin().open(browser), until="mfa-totp")
        assert isinstance(place, Page)
        choice = browser.get(place.path.replace("mfa-totp", "mfa"))
        assert isinstance(choice, Page)
        place = browser.submit(browser.submit(choice, method="recovery"), code=code.lower().replace("-", " "))
        assert isinstance(place, Arrival) == (attempt == 0)


def test_try_another_way_sends_a_mail_and_reports_the_truth() -> None:
    ada, browser = make_person(totp=True), Browser()
    flow = make_rp(trusted=True).begin(acr_values="mfa")
    place = ada.walk(browser, flow.open(browser), until="mfa-totp")
    assert isinstance(place, Page)
    choice = browser.get(place.path.replace("mfa-totp", "mfa"))
    mail_page = browser.submit(choice, method="email_otp")
    assert isinstance(mail_page, Page) and mail_page.slug == "mfa-email"
    arrival = browser.submit(mail_page, code=ada.mailed_code())
    assert isinstance(arrival, Arrival)
    assert claims_of(flow.redeem(arrival.parameters["code"]).json()["id_token"])["acr"] == "2fa-email"


def test_refresh_keeps_the_authentication_and_userinfo_tells_who() -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp()
    tokens = rp.begin().tokens(browser, ada)
    renewed = rp.refresh(tokens["refresh_token"]).json()
    before, after = claims_of(tokens["id_token"]), claims_of(renewed["id_token"])
    assert {name: before[name] for name in ("sub", "auth_time", "acr", "sid")} == {
        name: after[name] for name in ("sub", "auth_time", "acr", "sid")
    }
    info = rp.userinfo(renewed["access_token"]).json()
    assert info["sub"] == before["sub"] and info["email"] == ada.email
