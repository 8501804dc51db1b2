"""CS-10: the next person at the same browser, with some of the cookies deleted, gets what was the former's. CVE-2025-12390."""

import pytest

from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Page, claims_of
from tests.security.sign_ins import at, half_session, page_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("kept", [(), ("browser",), ("session",), ("browser", "session", "csrf")])
@pytest.mark.parametrize("signs_out", [True, False])
def test_the_next_person_is_nobody_else(kept: tuple[str, ...], signs_out: bool) -> None:
    alice, bob, rp = make_person(totp=True), make_person(totp=True), make_rp(trusted=True)
    browser = sign_in(alice)
    left_open = page_of(browser, rp.begin(prompt="login"))
    browser.submit(left_open, username=alice.email, password=alice.password)
    if signs_out:
        account = browser.get("/account")
        assert isinstance(account, Page)
        browser.submit(account)
    for name in [name for name in browser.http.cookies if name.removeprefix("gatehouse_") not in kept]:
        del browser.http.cookies[name]
    flow = rp.begin(prompt="login")
    place = half_session(browser, bob, flow=flow)
    assert alice.email not in place.text
    arrival = browser.submit(place, code=bob.totp())
    assert isinstance(arrival, Arrival)
    claims = claims_of(flow.redeem(arrival.parameters["code"]).json()["id_token"])
    session = Session.objects.get(sid=claims["sid"])
    assert session.user.email == bob.email
    account = browser.get("/account")
    assert isinstance(account, Page) and bob.email in account.text and alice.email not in account.text
    stale = at(browser, left_open, "mfa-totp")
    assert alice.email not in stale.text
