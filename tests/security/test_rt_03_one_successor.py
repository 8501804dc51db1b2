"""RT-03: many uses of one refresh token yield one successor, whoever repeats it. Source: CVE-2026-1035, CVE-2026-53517.

The race across processes is in tests/races; here the uses follow one another inside the window for a lost answer.
"""

import pytest
import time_machine

from idp.core import clock
from idp.oidc import store
from idp.oidc.models import Grant
from tests.factories.oidc import body, make_party
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db


def test_every_use_in_the_window_gets_the_same_successor() -> None:
    party = make_party()
    with time_machine.travel(clock.now(), tick=False):
        first = party.sign_in()["refresh_token"]
        answers = [body(party.refresh(first)) for _ in range(20)]
    assert len({answer["refresh_token"] for answer in answers}) == 1
    assert Grant.objects.get().generation == 2


def test_a_rival_that_read_before_the_winner_wrote_cannot_rotate() -> None:
    party = make_party()
    party.sign_in()
    row = store.load_by_handle(Grant.objects.get().handle)
    assert row is not None
    assert [store.rotate(row, clock.now()) for _ in range(3)] == [True, False, False]


def test_a_loser_after_the_window_gets_nothing() -> None:
    party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()["refresh_token"]
        second = body(party.refresh(first))["refresh_token"]
        time.shift(10.001)
        refused_at_token(party.refresh(first))
        refused_at_token(party.refresh(second))
