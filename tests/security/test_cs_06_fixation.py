"""CS-06, CS-07: an attacker plants a session, or gives the victim the link of his own interaction. Keycloak CVE-2026-7507."""

from urllib.parse import urlsplit

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


def test_what_the_client_sent_is_told_to_the_browser_that_began_it_alone() -> None:
    """The id leaks by a log or a shared screen; state, nonce and login_hint of the request do not follow it."""
    owner, other = Browser(), Browser()
    flow = make_rp(trusted=True).begin(login_hint="ada@example.org")
    page = page_of(owner, flow)
    restart = page.path.rsplit("/", 1)[0] + "/restart"
    for browser in (other, Browser()):
        browser.get("/register")  # one with a cookie of its own, and one without
        answer = browser.http.get(restart)
        assert answer.status_code == 400 and "Location" not in answer
        shown = browser.get(page.path)
        assert isinstance(shown, Page) and shown.soup.find(id="restart") is None
        for text in (answer.content.decode(), shown.response.content.decode()):
            assert flow.parameters["state"] not in text and "ada@example.org" not in text and "rp.example" not in text
    begun = owner.http.get(restart)
    assert begun.status_code == 303 and flow.parameters["state"] in begun["Location"]
    posted = owner.http.post("/oauth2/authorize", urlsplit(flow.url).query, content_type="application/x-www-form-urlencoded")
    assert owner.http.get(f"{posted['Location']}/restart").status_code == 400  # nobody's yet
