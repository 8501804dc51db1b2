"""AC-01, AC-05: a replayed code ends what it gave, but only in the hands of its own client with its proof. ASVS 10.4.2."""

from datetime import timedelta

import pytest
import time_machine

from idp.audit.models import Event
from idp.core import clock
from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import alive, dead, one_refusal, refused_at_token

pytestmark = pytest.mark.django_db
REUSE = "grant:code:reuse"


@pytest.mark.spec("RFC 6749", "4.1.2", "MUST")
@pytest.mark.parametrize("auth_method", ["none", "client_secret_basic"])
@pytest.mark.parametrize("seconds", [3, 30, 240])
def test_a_late_replay_ends_everything_that_came_from_the_code(auth_method: str, seconds: int) -> None:
    alice = signed_in(auth_method=auth_method)
    flow, code = alice.code(scope="openid profile email offline_access")
    tokens = flow.redeem(code).json()
    with time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False):
        tokens = alive(alice.rp, tokens)
        refused_at_token(flow.redeem(code))
        dead(alice.rp, tokens)
    assert Grant.objects.get().revoke_reason == "code reuse"
    one_refusal(REUSE, client_id=alice.rp.client_id, actor=alice.rp.client_id, subject=alice.user.sub)


def test_a_replay_at_once_only_fails() -> None:
    alice = signed_in(auth_method="none")
    with time_machine.travel(clock.now(), tick=False) as moment:
        flow, code = alice.code()
        tokens = flow.redeem(code).json()
        moment.shift(2)
        refused_at_token(flow.redeem(code))
        alive(alice.rp, tokens)
    assert not Event.objects.filter(action=REUSE).exists()


def test_other_grants_of_the_person_live_on() -> None:
    alice = signed_in(auth_method="none")
    flow, code = alice.code()
    assert flow.redeem(code).status_code == 200
    other = alice.tokens()
    with time_machine.travel(clock.now() + timedelta(seconds=3), tick=False):
        refused_at_token(flow.redeem(code))
        alive(alice.rp, other)


@pytest.mark.parametrize("wrong", ["verifier", "no verifier", "redirect_uri", "client", "secret"])
def test_nobody_else_can_use_a_code_as_a_weapon(wrong: str) -> None:
    alice, mallory = signed_in(), signed_in()
    flow, code = alice.code()
    tokens = flow.redeem(code).json()
    with time_machine.travel(clock.now() + timedelta(seconds=3), tick=False):
        if wrong == "verifier":
            refused_at_token(flow.redeem(code, code_verifier="a" * 43))
        elif wrong == "no verifier":
            refused_at_token(flow.redeem(code, code_verifier=None), "invalid_request")
        elif wrong == "redirect_uri":
            refused_at_token(flow.redeem(code, redirect_uri="https://rp.example/other"))
        elif wrong == "client":
            flow.client = mallory.rp
            refused_at_token(flow.redeem(code))
        else:
            alice.rp.client_secret, right = "wrong", alice.rp.client_secret
            refused_at_token(flow.redeem(code), "invalid_client", 401)
            alice.rp.client_secret = right
        alive(alice.rp, tokens)
    assert not Event.objects.filter(action=REUSE).exists()
    assert Grant.objects.get().revoked_at is None
