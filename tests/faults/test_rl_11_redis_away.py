"""Redis flushed, frozen, killed, full: volume limits go on within twice their size, all else as before. RL-11 to RL-14."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from idp.core import clock
from idp.core import redis as speed
from idp.core.errors import Throttled
from idp.limits import gcra, guesses, rates, volume
from idp.limits.doors import DOORS, VOLUME, Door, Limit
from idp.limits.models import RateBucket
from tests.factories.accounts import person
from tests.factories.oidc import make_party
from tests.faults.conftest import OwnRedis

pytestmark = pytest.mark.django_db
SMALL = (Limit("ip", 5, 3600), Limit("network", 8, 3600))
addresses = (f"10.{number // 250}.{number % 250}.1" for number in count(1))


@pytest.fixture(autouse=True)
def small_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DOORS, Door.INTERACTION, SMALL)
    monkeypatch.setitem(DOORS, Door.TOKEN, (Limit("account", 5, 3600),))


def passed(door: Door, times: int, **keys: str) -> int:
    """How many of so many events the door let through."""
    through = 0
    for _ in range(times):
        try:
            rates.hit(door, **keys)
        except Throttled:
            continue
        through += 1
    return through


def test_while_it_answers_no_statement_is_spent(redis: OwnRedis) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert passed(Door.INTERACTION, 9, ip=next(addresses)) == 5
    assert not captured.captured_queries
    assert not RateBucket.objects.exists()


def test_a_refused_event_counts_in_no_bucket(redis: OwnRedis) -> None:
    ip = next(addresses)
    assert passed(Door.INTERACTION, 20, ip=ip) == 5
    assert passed(Door.INTERACTION, 20, ip=ip.removesuffix("1") + "2") == 3  # the network's eight, not fewer


def test_keys_name_nobody_and_die(redis: OwnRedis) -> None:
    ip = next(addresses)
    passed(Door.INTERACTION, 1, ip=ip)
    keys = redis.client().keys("*")
    assert len(keys) == 2
    assert all(ip.encode() not in key and 0 < redis.client().pttl(key) <= 3_600_000 for key in keys)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 1500), min_size=1, max_size=25))
def test_the_script_decides_as_the_arithmetic_does(redis: OwnRedis, gaps: list[int]) -> None:
    rate, arrival, key = gcra.Rate(5, 3600 * gcra.SECOND_US), 0, next(addresses)
    now_us = 1_800_000_000 * gcra.SECOND_US
    for gap in gaps:
        now_us += gap * gcra.SECOND_US + gap
        expected = gcra.wait_us(rate, arrival, now_us)
        assert volume.in_redis([(key, rate)], now_us) == (expected, 0)
        if not expected:
            arrival = gcra.next_arrival_us(rate, arrival, now_us)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-10_000_000, 1_000_000), min_size=1, max_size=25))
def test_so_it_does_when_clocks_go_back(redis: OwnRedis, gaps: list[int]) -> None:
    rate, arrival, key = gcra.Rate(5, 3600 * gcra.SECOND_US), 0, next(addresses)
    now_us = 1_800_000_000 * gcra.SECOND_US
    for gap in gaps:
        now_us += gap * gcra.SECOND_US
        believed = gcra.believed_us(rate, arrival, now_us)
        expected = gcra.wait_us(rate, believed, now_us)
        assert volume.in_redis([(key, rate)], now_us) == (expected, 0)
        if not expected:
            arrival = gcra.next_arrival_us(rate, believed, now_us)


def test_a_clock_set_back_by_days_holds_nobody_up(redis: OwnRedis) -> None:
    rate, key, now_us = gcra.Rate(3, 60 * gcra.SECOND_US), next(addresses), 1_800_000_000 * gcra.SECOND_US
    assert [volume.in_redis([(key, rate)], now_us + 5 * 86_400 * gcra.SECOND_US)[0] for _ in range(3)] == [0, 0, 0]
    assert [volume.in_redis([(key, rate)], now_us)[0] for _ in range(2)] == [0, 20 * gcra.SECOND_US]
    assert redis.client().pttl(f"limit:{key}") <= 60_001


def test_of_many_at_once_exactly_the_limit_passes(redis: OwnRedis) -> None:
    rate, key, now_us = gcra.Rate(20, 3600 * gcra.SECOND_US), next(addresses), 1_800_000_000 * gcra.SECOND_US

    def once(_: int) -> bool:
        wait, _place = redis.client().eval(volume.SCRIPT, 1, key, now_us, rate.interval_us, rate.interval_us * 19)
        return not wait

    with ThreadPoolExecutor(16) as crowd:
        assert sum(crowd.map(once, range(100))) == 20


def test_flushed_it_lets_through_one_burst_more_and_no_guess(redis: OwnRedis) -> None:
    ip, ada = next(addresses), person()
    assert passed(Door.INTERACTION, 9, ip=ip) == 5
    for _ in range(guesses.FREE):
        guesses.charge(ada, guesses.PASSWORD)
    assert passed(Door.PASSWORD, 40, ip=ip) == 30
    redis.client().flushall()
    assert passed(Door.INTERACTION, 9, ip=ip) == 5
    with pytest.raises(Throttled):
        guesses.charge(ada, guesses.PASSWORD)
    assert passed(Door.PASSWORD, 3, ip=ip) == 0


@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_away_the_database_counts_and_nobody_waits(
    redis: OwnRedis, fault: str, soon: Callable[[Callable[[], object]], None]
) -> None:
    ip = next(addresses)
    getattr(redis, fault)()
    started = time.monotonic()
    assert passed(Door.INTERACTION, 9, ip=ip) == 5
    assert time.monotonic() - started < 2  # a few looks of 50 ms, not nine
    assert RateBucket.objects.count() == 2
    redis.start() if fault == "kill" else redis.thaw()
    soon(lambda: passed(Door.INTERACTION, 1, ip=next(addresses)) and redis.client().dbsize())


def test_away_a_client_is_counted_by_the_process_at_no_statement(redis: OwnRedis) -> None:
    redis.freeze()
    with CaptureQueriesContext(connection) as captured:
        assert passed(Door.TOKEN, 9, account="client") == 5
    assert not captured.captured_queries


def test_full_it_is_away(redis: OwnRedis) -> None:
    client = redis.client()
    client.config_set("maxmemory", "1")
    try:
        assert passed(Door.INTERACTION, 9, ip=next(addresses)) == 5
    finally:
        client.config_set("maxmemory", "0")
    assert RateBucket.objects.count() == 2


def test_the_breaker_lets_one_look_at_a_time(redis: OwnRedis) -> None:
    redis.freeze()
    with pytest.raises(speed.Away):
        speed.ask(lambda connection: connection.ping())
    started = time.monotonic()
    for _ in range(200):
        with pytest.raises(speed.Away):
            speed.ask(lambda connection: connection.ping())
    assert time.monotonic() - started < 1


def test_frozen_a_person_signs_in_and_a_client_redeems(redis: OwnRedis) -> None:
    redis.freeze()
    party = make_party("s3cret")
    tokens = party.sign_in()
    assert party.userinfo(tokens["access_token"]).status_code == 200
    assert party.refresh(tokens["refresh_token"]).status_code == 200


def test_every_door_that_guards_a_secret_is_the_databases() -> None:
    assert set(VOLUME) == {Door.INTERACTION, Door.NEW_PASSWORD, Door.TOKEN, Door.INTROSPECTION}


def test_the_processs_shield_is_the_same_arithmetic_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volume, "KEPT_IN_PROCESS", 3)
    rate = gcra.Rate(2, 60 * gcra.SECOND_US)
    with time_machine.travel(clock.now(), tick=False):
        now_us = int(clock.now().timestamp() * gcra.SECOND_US)
        assert [volume.in_process([("a", rate)], now_us)[0] for _ in range(3)] == [0, 0, 30 * gcra.SECOND_US]
        for key in "bcde":
            volume.in_process([(key, rate)], now_us)
        assert volume.in_process([("a", rate)], now_us) == (0, 0)  # forgotten: the shield is coarse, its memory is not endless
