"""RT-19 (our own): an app refreshes by a timer and asks again in a hidden frame; the session of who went away must end.

Spec: OWASP ASVS 7.3.1: only what the person does keeps the browser session alive.
"""

import datetime

import pytest
import time_machine

from idp.core import clock
from idp.sessions.engine import live_sessions
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser

pytestmark = pytest.mark.django_db(transaction=True)
TEN_MINUTES = datetime.timedelta(minutes=10)


@pytest.mark.parametrize("timer", ["refresh", "userinfo", "prompt=none"])
def test_what_a_timer_does_is_no_activity(timer: str) -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp(trusted=True)
    with time_machine.travel(clock.now(), tick=False) as now:
        tokens = rp.begin().tokens(browser, ada)
        for _ in range(5):
            now.shift(TEN_MINUTES)
            if timer == "prompt=none":
                place = rp.begin(prompt="none").open(browser)
                assert isinstance(place, Arrival) and "code" in place.parameters
            else:
                tokens = rp.refresh(tokens["refresh_token"]).json()
                assert rp.userinfo(tokens["access_token"]).status_code == 200
        assert live_sessions().exists()
        now.shift(TEN_MINUTES)
        assert not live_sessions().exists()
        assert rp.refresh(tokens["refresh_token"]).status_code == 400  # without offline_access it dies with the session
        silent = rp.begin(prompt="none").open(browser)
        assert isinstance(silent, Arrival) and silent.parameters["error"] == "login_required"


def test_what_the_person_opens_is() -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp(trusted=True)
    with time_machine.travel(clock.now(), tick=False) as now:
        rp.begin().tokens(browser, ada)
        for _ in range(8):
            now.shift(TEN_MINUTES)
            assert isinstance(rp.begin().open(browser), Arrival)
        assert live_sessions().exists()
