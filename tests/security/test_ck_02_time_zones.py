"""CK-02: the machine's time zone, a change of summer time, and the year 2038 change no lifetime. Source: DOT #1700."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from idp.core import clock
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.oidc import Party, body, claims_of, make_party
from tests.factories.people import make_person, make_rp
from tests.rp import Browser
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
ZONES = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kathmandu", "UTC"]
MOMENTS = {
    "summer time begins in New York": datetime(2026, 3, 8, 6, 59, 30, tzinfo=UTC),
    "summer time ends in New York": datetime(2026, 11, 1, 5, 59, 30, tzinfo=UTC),
    "leap day": datetime(2028, 2, 28, 23, 59, 30, tzinfo=UTC),
    "end of a year": datetime(2026, 12, 31, 23, 59, 30, tzinfo=UTC),
    "after 2038": datetime(2038, 1, 19, 3, 14, 0, tzinfo=UTC),
}


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone of this machine."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def travel(moment: datetime) -> time_machine.travel:
    """There by the seconds of Unix: a datetime in UTC would bring its zone along and undo this machine's."""
    return time_machine.travel(moment.timestamp(), tick=False)


def check_lifetimes(party: Party) -> None:
    """Code, access token, ID token, window and idle end, to the second."""
    with travel(clock.now()) as machine:
        code, late = party.code(scope="openid offline_access"), party.code()
        started = clock.unix_time()
        machine.shift(59)
        tokens = body(party.redeem(code))
        machine.shift(1)
        refused_at_token(party.redeem(late))
        assert claims_of(tokens["access_token"])["iat"] == started + 59
        assert claims_of(tokens["access_token"])["exp"] == started + 59 + 300
        assert claims_of(tokens["id_token"])["exp"] == started + 59 + 600
        machine.shift(298)
        assert party.userinfo(tokens["access_token"]).status_code == 200
        machine.shift(1)
        assert party.userinfo(tokens["access_token"]).status_code == 401
        second = body(party.refresh(tokens["refresh_token"]))
        machine.shift(10)
        assert body(party.refresh(tokens["refresh_token"]))["refresh_token"] == second["refresh_token"]
        machine.shift(timedelta(days=14) - timedelta(seconds=11))
        third = body(party.refresh(second["refresh_token"]))
        grant = Grant.objects.exclude(activated_at=None).get()
        assert grant.idle_expires_at == clock.now() + timedelta(days=14)
        machine.shift(timedelta(days=14))
        refused_at_token(party.refresh(third["refresh_token"]))


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_every_lifetime_holds_to_the_second(zone: str, moment: datetime) -> None:
    with travel(moment):
        assert os.environ["TZ"] == zone
        check_lifetimes(make_party("s3cret"))


def test_a_sign_in_over_the_change_of_the_hour_and_its_idle_end(zone: str) -> None:
    with travel(MOMENTS["summer time ends in New York"]) as machine:
        assert os.environ["TZ"] == zone
        browser, ada, rp = Browser(), make_person(totp=True), make_rp(trusted=True)
        tokens = rp.begin().tokens(browser, ada)
        assert claims_of(tokens["id_token"])["auth_time"] == clock.unix_time()
        machine.shift(timedelta(minutes=59))
        assert Session.objects.get().expires_at - clock.now() == timedelta(hours=11, minutes=1)
        assert "code" in rp.begin(prompt="none").sign_in(browser, ada).parameters
        machine.shift(timedelta(hours=1))
        assert rp.begin(prompt="none").sign_in(browser, ada).parameters["error"] == "login_required"
