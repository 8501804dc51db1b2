"""RT-06: a refresh token that was revoked on purpose has no window for retries. Source: DOT #1816; RFC 7009 §2.1."""

import pytest
import time_machine

from idp.core import clock
from tests.factories.oidc import body, make_party
from tests.security.grants import gone

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 7009", "2.1", "MUST")
@pytest.mark.parametrize("revoked", ["predecessor", "current", "access token"])
def test_predecessor_and_successor_are_dead_at_once(revoked: str) -> None:
    party = make_party()
    with time_machine.travel(clock.now(), tick=False):
        first = party.sign_in()
        second = body(party.refresh(first["refresh_token"]))
        told = {
            "predecessor": first["refresh_token"],
            "current": second["refresh_token"],
            "access token": first["access_token"],
        }
        assert party.post("revoke", {"token": told[revoked]}).status_code == 200
        gone(party, first)
        gone(party, second)
