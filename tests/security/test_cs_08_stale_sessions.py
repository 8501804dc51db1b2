"""CS-08, CS-09: a copied session cookie after whatever should have ended it, and after its time. OWASP ASVS 7.3, 7.4."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from idp.accounts import services as accounts
from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import sign_out
from idp.mfa import enrolment
from idp.sessions import services as sessions
from idp.sessions.models import Deployment, Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import sign_in, signed_in
from tests.security.standing import dead

pytestmark = pytest.mark.django_db(transaction=True)
ENDS: dict[str, Callable[[User], object]] = {
    "signed out": lambda user: [sessions.end(session, "test") for session in sessions.of(user)],
    "signed out everywhere": lambda user: sign_out.everywhere(user, "test"),
    "password changed": lambda user: accounts.set_password(user, "another rather long sentence"),
    "factors reset": enrolment.reset,
    "disabled": lambda user: accounts.update_user(user, is_active=False),
    "made an administrator": lambda user: accounts.update_user(user, is_admin=True),
    "deleted": lambda user: user.delete(),
    "deployment restored": lambda user: Deployment.objects.create(epoch=1),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_cookie_opens_no_door_afterwards(end: str) -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True)
    browser, thief = sign_in(alice), Browser()
    arrival = (flow := rp.begin()).open(browser)
    assert isinstance(arrival, Arrival)
    tokens = flow.redeem(arrival.parameters["code"]).json()
    pending = (waiting := rp.begin()).open(browser)  # a code that nobody has redeemed yet
    assert isinstance(pending, Arrival)
    thief.http.cookies["gatehouse_session"] = browser.http.cookies["gatehouse_session"].value
    assert signed_in(thief)
    ENDS[end](User.objects.get(email=alice.email))
    assert not signed_in(thief)
    for path in ("/account/mfa", "/manage/clients", "/admin/"):
        place = thief.get(path)
        assert isinstance(place, Page) and place.slug == "login", path
    silent = rp.begin(prompt="none").open(thief)
    assert isinstance(silent, Arrival) and silent.parameters["error"] == "login_required"
    dead(rp, tokens)
    assert waiting.redeem(pending.parameters["code"]).status_code == 400


@pytest.mark.parametrize(("idle", "alive"), [(3599, True), (3601, False)])
def test_an_idle_hour_ends_it(idle: int, alive: bool) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        browser = sign_in(make_person(totp=True))
        now.shift(idle)
        assert signed_in(browser) is alive


def test_steady_use_does_not_stretch_twelve_hours() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        browser = sign_in(make_person(totp=True))
        for _ in range(23):
            now.shift(timedelta(minutes=31))
            assert signed_in(browser)
        now.shift(timedelta(minutes=8))
        assert not signed_in(browser)
        assert Session.objects.count() == 1
