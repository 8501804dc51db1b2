"""HH-04: a caller with a whole IPv6 network of addresses is one caller. Source: ASVS 15.3.4."""

import pytest
import time_machine

from idp.core import clock
from idp.core.errors import Throttled
from idp.limits import rates
from idp.limits.rates import Door
from tests.factories.oidc import make_party

pytestmark = pytest.mark.django_db


def refused(ip: str) -> int:
    answer = make_party("s3cret").post("token", {"grant_type": "client_credentials", "scope": "x"}, x_forwarded_for=ip)
    return answer.status_code


def test_addresses_of_one_64_share_a_limit_and_the_next_64_has_its_own() -> None:
    with time_machine.travel(clock.now(), tick=False):
        tried = [refused(f"2001:db8:0:1:{number:x}::{number:x}") for number in range(1, 26)]
        assert tried == [400] * 20 + [429] * 5
        assert refused("2001:db8:0:2::1") == 400
        assert refused("::ffff:203.0.113.5") == 400


@pytest.mark.parametrize(
    ("first", "second"),
    [("2001:db8:0:5::1", "2001:DB8:0:5:ffff::1"), ("203.0.113.9", "::ffff:203.0.113.9"), ("::ffff:cb00:7109", "203.0.113.9")],
)
def test_two_spellings_are_one_caller(first: str, second: str) -> None:
    with time_machine.travel(clock.now(), tick=False):
        for _ in range(5):
            rates.hit(Door.REGISTER, ip=first)
        with pytest.raises(Throttled):
            rates.hit(Door.REGISTER, ip=second)


def test_a_48_that_spreads_over_its_64s_is_held_as_well() -> None:
    with time_machine.travel(clock.now(), tick=False):
        for number in range(50):
            rates.hit(Door.REGISTER, ip=f"2001:db8:7:{number:x}::1")
        with pytest.raises(Throttled):
            rates.hit(Door.REGISTER, ip="2001:db8:7:ffff::1")
        rates.hit(Door.REGISTER, ip="2001:db8:8::1")
