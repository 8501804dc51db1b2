"""Rate limits in the database: the same verdicts as the arithmetic, all buckets or none, refunds. MF-16, PW-06, PW-07."""

import re
from datetime import timedelta
from itertools import count, pairwise

import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from idp.core import clock, networks
from idp.core.errors import Throttled
from idp.limits import gcra, rates
from idp.limits.doors import DOORS, HOUR, Door, Limit
from idp.limits.models import RateBucket
from idp.limits.rates import RateExceeded

pytestmark = pytest.mark.django_db
accounts = count(1)


def passes(door: Door, **keys: str) -> bool:
    try:
        rates.hit(door, **keys)
    except RateExceeded:
        return False
    return True


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 30), min_size=1, max_size=25))
def test_the_database_decides_as_the_arithmetic_does(gaps: list[int]) -> None:
    rate, arrival, now = gcra.Rate(20, HOUR * gcra.SECOND_US), 0, 1_800_000_000
    ip = f"10.0.0.{next(accounts) % 250}"
    RateBucket.objects.all().delete()
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(now, tick=False) as traveller:
        patch.setitem(DOORS, Door.INTERACTION, (Limit("ip", 20, HOUR),))
        for gap in gaps:
            traveller.shift(gap * 20)
            now_us = int(clock.now().timestamp() * gcra.SECOND_US)
            expected = gcra.wait_us(rate, arrival, now_us) == 0
            assert passes(Door.INTERACTION, ip=ip) is expected
            if expected:
                arrival = gcra.next_arrival_us(rate, arrival, now_us)


def test_a_code_is_sent_once_a_minute_five_times_an_hour_ten_times_a_day() -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        sent: list[float] = []
        start = clock.now()
        for step in range(260):  # every minute for two and a half hours, then every half hour for two days
            if passes(Door.CODE_SEND, account="ada"):
                assert not passes(Door.CODE_SEND, account="ada")
                sent.append((clock.now() - start).total_seconds())
            if step > 150:
                traveller.shift(timedelta(minutes=29))
            traveller.shift(timedelta(seconds=61))
    assert all(later - earlier >= 60 for earlier, later in pairwise(sent))
    assert max(len([at for at in sent if edge <= at < edge + HOUR]) for edge in sent) == 5
    assert max(len([at for at in sent if edge <= at < edge + 24 * HOUR]) for edge in sent) == 10


def test_the_longest_wait_is_told() -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(5):
            rates.hit(Door.CODE_SEND, account="ada")
            traveller.shift(61)
        with pytest.raises(RateExceeded) as refused:
            rates.hit(Door.CODE_SEND, account="ada")
    assert refused.value.limit == Limit("near", 5, HOUR, exact=True)
    assert refused.value.retry_after_seconds == HOUR - 5 * 61
    assert isinstance(refused.value, Throttled)


def test_a_refused_event_counts_in_no_bucket() -> None:
    rates.hit(Door.CODE_SEND, account="ada", ip="203.0.113.7")
    for _ in range(30):
        assert not passes(Door.CODE_SEND, account="ada", ip="203.0.113.7")
    assert RateBucket.objects.count() == 5
    assert passes(Door.CODE_SEND, account="bob", ip="203.0.113.7")


def test_an_honest_send_is_given_back_in_every_bucket() -> None:
    for _ in range(40):
        rates.hit(Door.CODE_SEND, account="ada", ip="203.0.113.7")
        rates.refund(Door.CODE_SEND, account="ada", ip="203.0.113.7")
    rates.hit(Door.CODE_SEND, account="ada", ip="203.0.113.7")
    assert not passes(Door.CODE_SEND, account="ada", ip="203.0.113.7")


def test_a_refund_without_a_hit_gives_nothing() -> None:
    for _ in range(5):
        rates.refund(Door.REGISTER, ip="203.0.113.7")
    assert [passes(Door.REGISTER, ip="203.0.113.7") for _ in range(6)] == [True] * 5 + [False]
    for _ in range(9):
        rates.refund(Door.REGISTER, ip="203.0.113.7")
    assert [passes(Door.REGISTER, ip="203.0.113.7") for _ in range(6)] == [True] * 5 + [False]


def test_failures_are_checked_without_counting_and_a_success_clears_nothing() -> None:
    for _ in range(30):
        rates.check(Door.PASSWORD, ip="203.0.113.7")
        rates.hit(Door.PASSWORD, ip="203.0.113.7")
    for _ in range(3):
        with pytest.raises(RateExceeded):
            rates.check(Door.PASSWORD, ip="203.0.113.7")
    rates.check(Door.PASSWORD, ip="203.0.114.7")


def test_a_network_that_spreads_its_guesses_is_held_too() -> None:
    guesses = 0
    with time_machine.travel(clock.now(), tick=False):
        for host in range(1, 30):
            for _ in range(20):
                try:
                    rates.check(Door.PASSWORD, ip=f"203.0.113.{host}")
                except RateExceeded:
                    continue
                guesses += 1
                rates.hit(Door.PASSWORD, ip=f"203.0.113.{host}")
    assert guesses == 300
    rates.check(Door.PASSWORD, ip="203.0.112.1")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:DB8:1:2::1", "2001:db8:1:2::1", True),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, is_same: bool) -> None:
    assert (networks.host(one) == networks.host(other)) is is_same


def test_buckets_that_hold_nothing_back_are_pruned() -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        rates.hit(Door.REGISTER, ip="203.0.113.7")
        assert rates.prune(500) == 0
        traveller.shift(2 * HOUR)
        assert rates.prune(1) == 1
        assert rates.prune(500) == 1
        assert not RateBucket.objects.exists()


def test_no_address_is_stored() -> None:
    rates.hit(Door.CODE_SEND, account="ada@example.org", ip="203.0.113.7")
    kept = [row.key_hash for row in RateBucket.objects.all()]
    assert kept and all(re.fullmatch(r"[0-9a-f]{64}", key_hash) for key_hash in kept)
