"""CS-06, CS-07: an attacker plants a session, or gives the victim the link of his own interaction. Keycloak CVE-2026-7507."""

import pytest
import time_machine

from idp.core import clock
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import half_session, page_of, sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("when", ["before the password", "before the factor"])
@pytest.mark.parametrize("planted", ["A" * 43, "mallorys"])
def test_a_planted_session_is_not_the_one_that_signs_in(when: str, planted: str) -> None:
    alice, browser = make_person(totp=True), Browser()
    mallory = sign_in(make_person(totp=True))
    value = mallory.http.cookies["gatehouse_session"].value if planted == "mallorys" else planted
    if when == "before the password":
        browser.http.cookies["gatehouse_session"] = value
    page = half_session(browser, alice, flow=make_rp(trusted=True).begin(prompt="login"))
    if when == "before the factor":
        browser.http.cookies["gatehouse_session"] = value
    assert isinstance(browser.submit(page, code=alice.totp()), Arrival)
    assert browser.http.cookies["gatehouse_session"].value != value
    thief = Browser()
    thief.http.cookies["gatehouse_session"] = value
    account = thief.get("/account")
    assert isinstance(account, Page) and alice.email not in account.text
    assert signed_in(browser)


def test_the_cookie_changes_at_a_fresh_proof_and_the_old_one_is_dead() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice = make_person(totp=True)
        browser, thief = sign_in(alice), Browser()
        old, sid = browser.http.cookies["gatehouse_session"].value, Session.objects.get().sid
        now.shift(601)
        sudo = browser.get("/account/mfa")
        assert isinstance(sudo, Page) and sudo.slug == "mfa-totp"
        browser.submit(sudo, code=alice.totp())
        thief.http.cookies["gatehouse_session"] = old
        assert browser.http.cookies["gatehouse_session"].value != old
        assert not signed_in(thief) and signed_in(browser)
        assert Session.objects.get().sid == sid


def test_no_session_exists_before_the_last_factor() -> None:
    alice, browser = make_person(totp=True), Browser()
    half_session(browser, alice)
    assert "gatehouse_session" not in browser.http.cookies and not Session.objects.exists()


def test_the_link_of_a_started_interaction_works_in_its_own_browser_only() -> None:
    alice, attacker, victim = make_person(totp=True), Browser(), Browser()
    page = page_of(attacker, make_rp().begin())
    for path in (page.path, page.path.rsplit("/", 1)[0]):
        place = victim.get(path)
        assert isinstance(place, Page) and place.status == 400 and "no longer valid" in place.text
    answered = victim.submit(page, username=alice.email, password=alice.password)
    assert isinstance(answered, Page) and answered.status == 400
    assert not Grant.objects.exists() and not signed_in(attacker)


def test_a_victim_who_starts_anew_signs_in_for_itself() -> None:
    """The page offers to begin again; what then happens in the victim's browser does not reach the attacker's."""
    alice, attacker, victim = make_person(totp=True), Browser(), Browser()
    flow = make_rp(trusted=True).begin()
    page = page_of(attacker, flow)
    place = victim.get(page.path)
    assert isinstance(place, Page)
    link = place.soup.find(id="restart")
    assert link is not None
    arrival = alice.walk(victim, victim.get(link["href"]))
    assert isinstance(arrival, Arrival) and "code" in arrival.parameters
    still = attacker.get(page.path)
    assert isinstance(still, Page) and still.slug == "login"
    assert not signed_in(attacker)
