"""CA-14: guessing a client's secret from many addresses; the client itself goes on. Source: ASVS 6.3.1."""

import pytest
import time_machine

from idp.core import clock
from tests.factories.oidc import Party, basic, make_party
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db


def guess(party: Party, ip: str) -> int:
    form = {"grant_type": "client_credentials"}
    answer = party.post("token", form, authorization=basic(party.client.client_id, "guess"), x_forwarded_for=ip)
    if answer.status_code == 429:
        assert answer.headers["Retry-After"] == "1"
        assert answer.json()["error"] == "slow_down"
    tells_nothing(answer)
    return answer.status_code


def test_each_address_is_held_to_twenty_a_second_and_the_client_works_from_its_own() -> None:
    party = make_party("s3cret", grant_types=["client_credentials"], scope="read")
    with time_machine.travel(clock.now(), tick=False) as time:
        for network in range(8):
            tried = [guess(party, f"198.51.100.{network}") for _ in range(30)]
            assert tried == [401] * 20 + [429] * 10
        honest = party.post("token", {"grant_type": "client_credentials"}, x_forwarded_for="192.0.2.1")
        assert honest.status_code == 200
        time.shift(1)
        assert guess(party, "198.51.100.0") == 401


def test_a_right_secret_does_not_clear_what_was_guessed() -> None:
    party = make_party("s3cret", grant_types=["client_credentials"], scope="read")
    with time_machine.travel(clock.now(), tick=False):
        tried = []
        for _ in range(25):
            tried.append(guess(party, "198.51.100.200"))
            assert (
                party.post("token", {"grant_type": "client_credentials"}, x_forwarded_for="198.51.100.200").status_code == 200
            )
    assert tried == [401] * 20 + [429] * 5
