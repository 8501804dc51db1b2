"""RT-04: the connection dies after the commit; the client recovers, a thief after the window does not. Source: DOT #1617."""

import pytest
import time_machine

from idp.core import clock
from idp.oidc.models import Grant
from tests.factories.oidc import body, claims_of, make_party
from tests.security.grants import gone
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seconds", [0, 1, 10])
def test_a_retry_in_the_window_recovers_without_a_sign_in(seconds: int) -> None:
    party = make_party("s3cret")
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()
        lost = body(party.refresh(first["refresh_token"]))
        time.shift(seconds)
        retried = body(party.refresh(first["refresh_token"]))
        assert retried["refresh_token"] == lost["refresh_token"]
        assert claims_of(retried["access_token"])["jti"] != claims_of(lost["access_token"])["jti"]
        assert party.refresh(retried["refresh_token"]).status_code == 200
    assert Grant.objects.get().generation == 3


def test_the_retry_does_not_prolong_the_window_and_a_thief_after_it_ends_the_family() -> None:
    party = make_party("s3cret")
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()
        second = body(party.refresh(first["refresh_token"]))
        time.shift(9)
        assert party.refresh(first["refresh_token"]).status_code == 200
        time.shift(2)
        refused_at_token(party.refresh(first["refresh_token"]))
        one_refusal("grant:refresh_token:reuse", client_id=party.client.client_id)
        gone(party, second)
