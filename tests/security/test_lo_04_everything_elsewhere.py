"""LO-04: "sign out everywhere else" from the account app, while a thief's browser holds one of everything."""

import time

import pytest

from idp.accounts.models import User
from idp.sessions.engine import live_sessions
from idp.sessions.models import Session
from tests.factories.account_api import make_caller
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Page
from tests.security.sign_ins import sign_in, signed_in
from tests.security.standing import dead

pytestmark = pytest.mark.django_db(transaction=True)
OFFLINE = "openid offline_access"


def test_nothing_of_another_browser_works_any_more() -> None:
    alice, rp, asks = make_person(totp=True), make_rp(trusted=True, scope=OFFLINE), make_rp()
    thief = sign_in(alice)
    bound, offline = (rp.begin(scope=scope).tokens(thief, alice) for scope in ("openid", OFFLINE))
    codes = [(flow, flow.open(thief)) for flow in (rp.begin(scope="openid"), rp.begin(scope=OFFLINE))]
    waits = asks.begin().open(thief)  # only the answer is missing
    assert isinstance(waits, Page) and waits.slug == "consent"
    sudo = thief.get("/interaction/start?return_to=/account/mfa&level=sudo")
    owner = make_caller(User.objects.get(email=alice.email))

    started = time.monotonic()
    assert owner.call("POST", "me/sessions/revoke-others").json() == {"ended": 1}
    assert not signed_in(thief)
    assert time.monotonic() - started < 1

    dead(rp, bound)
    dead(rp, offline)
    for flow, arrival in codes:
        assert isinstance(arrival, Arrival)
        assert flow.redeem(arrival.parameters["code"]).status_code == 400
    for place in (thief.submit(waits, decision="allow"), sudo):
        assert isinstance(place, Page)
        after = thief.get(place.path.rpartition("/")[0])
        assert isinstance(after, Page) and after.slug == "login"
    assert live_sessions().get() == owner.session and owner.call("GET", "me").status_code == 200
    assert Session.objects.exclude(pk=owner.session.pk).get().ended_at is not None
