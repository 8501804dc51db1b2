"""RT-10: an unused refresh token dies, a used one too at its absolute end; rotation never moves that. Source: ASVS 10.4.8."""

from datetime import timedelta

import pytest
import time_machine

from idp.core import clock
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.oidc import Party, body, make_party
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
OFFLINE = "openid offline_access"


def test_idle_for_fourteen_days() -> None:
    party = make_party("s3cret")
    with time_machine.travel(clock.now(), tick=False) as time:
        fresh, stale = party.sign_in(scope=OFFLINE), party.sign_in(scope=OFFLINE)
        time.shift(timedelta(days=14) - timedelta(seconds=1))
        assert party.refresh(fresh["refresh_token"]).status_code == 200
        time.shift(1)
        refused_at_token(party.refresh(stale["refresh_token"]))


@pytest.mark.parametrize(("secret", "days"), [("", 60), ("s3cret", 180)], ids=["public", "confidential"])
def test_in_steady_use_the_absolute_end_stands(secret: str, days: int) -> None:
    party = make_party(secret)
    with time_machine.travel(clock.now(), tick=False) as time:
        tokens, end = party.sign_in(scope=OFFLINE), clock.now() + timedelta(days=days)
        while clock.now() + timedelta(days=13) < end:
            time.shift(timedelta(days=13))
            tokens = body(party.refresh(tokens["refresh_token"]))
        assert Grant.objects.get().expires_at == end
        assert Grant.objects.get().idle_expires_at == min(end, clock.now() + timedelta(days=14))
        time.move_to(end - timedelta(seconds=1))
        tokens = body(party.refresh(tokens["refresh_token"]))
        time.move_to(end)
        refused_at_token(party.refresh(tokens["refresh_token"]))
        assert party.userinfo(tokens["access_token"]).status_code == 401


@pytest.mark.parametrize("kind", ["idle", "absolute"])
def test_without_offline_access_it_ends_with_the_session(kind: str) -> None:
    party: Party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        tokens = party.sign_in(scope="openid")
        if kind == "absolute":
            for _ in range(24):
                time.shift(timedelta(minutes=29))
                Session.objects.update(last_seen_at=clock.now())  # the person opened a page
                tokens = body(party.refresh(tokens["refresh_token"]))
            time.shift(timedelta(minutes=24))
        else:
            time.shift(timedelta(hours=1))
        refused_at_token(party.refresh(tokens["refresh_token"]))
