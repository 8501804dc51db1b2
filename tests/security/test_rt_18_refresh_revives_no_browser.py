"""RT-18 (our own): a client refreshes offline while the browser is away; the idle session must not revive."""

import datetime

import pytest
import time_machine

from idp.core import clock
from idp.sessions.engine import live_sessions
from tests.factories.people import make_person, make_rp
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scope", ["openid offline_access", "openid"])
def test_an_idle_session_stays_over(scope: str) -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp(trusted=True)
    tokens = rp.begin(scope=scope).tokens(browser, ada)
    with time_machine.travel(clock.now() + datetime.timedelta(hours=5), tick=False):
        assert not live_sessions().exists()
        assert rp.refresh(tokens["refresh_token"]).status_code == (200 if "offline" in scope else 400)
        assert not live_sessions().exists()
