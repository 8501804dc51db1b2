"""Volume doors where Redis is configured and away; with a Redis to break, see tests/faults."""

from contextlib import suppress
from typing import Any

import pytest
import time_machine

from idp.core import clock
from idp.core.errors import Throttled
from idp.core.redis import Breaker
from idp.limits import gcra, rates, volume
from idp.limits.doors import DOORS, Door, Limit
from idp.limits.models import RateBucket
from idp.settings.redis import cache
from tests.services.place import free_ports

pytestmark = pytest.mark.django_db
DAYS_US = 5 * 86_400 * gcra.SECOND_US


def test_where_nothing_listens_the_database_counts(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"redis://127.0.0.1:{free_ports(1)[0]}/0"
    settings.CACHES = {"default": cache(url)}
    settings.IDP = settings.IDP.model_copy(update={"redis_url": url})
    monkeypatch.setitem(DOORS, Door.INTERACTION, (Limit("ip", 2, 3600),))
    for _ in range(2):
        rates.hit(Door.INTERACTION, ip="203.0.113.7")
    with pytest.raises(Throttled):
        rates.hit(Door.INTERACTION, ip="203.0.113.7")
    assert RateBucket.objects.count() == 1


def test_an_open_breaker_lets_one_caller_look_after_the_pause() -> None:
    breaker = Breaker(pause_seconds=0)
    assert not breaker.is_open()
    assert breaker.failed()
    assert not breaker.failed()  # it was open already
    assert not breaker.is_open()
    breaker.pause_seconds = 60
    assert not breaker.is_open()  # the one that looks
    assert breaker.is_open()
    assert breaker.succeeded()
    assert not breaker.is_open()


def test_a_clock_set_back_by_days_holds_nobody_up_in_the_process() -> None:
    rate, now_us = gcra.Rate(3, 60 * gcra.SECOND_US), 1_800_000_000 * gcra.SECOND_US
    assert [volume.in_process([("a", rate)], now_us + DAYS_US)[0] for _ in range(4)] == [0, 0, 0, 20 * gcra.SECOND_US]
    assert [volume.in_process([("a", rate)], now_us)[0] for _ in range(2)] == [0, 20 * gcra.SECOND_US]
    assert volume.in_process([("a", rate)], now_us + 20 * gcra.SECOND_US)[0] == 0


def test_nor_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DOORS, Door.REGISTER, (Limit("ip", 3, 3600),))
    monkeypatch.setitem(DOORS, Door.PASSWORD, (Limit("ip", 3, 3600),))
    with time_machine.travel(clock.now(), tick=False) as now:
        now.shift(DAYS_US / gcra.SECOND_US)
        for door in (Door.REGISTER, Door.PASSWORD):
            assert passed(door, 5) == 3
        now.shift(-DAYS_US / gcra.SECOND_US)
        rates.check(Door.PASSWORD, ip="203.0.113.7")
        for door in (Door.REGISTER, Door.PASSWORD):
            assert passed(door, 5) == 1  # a full bucket, with room for one
        now.shift(1200)
        for door in (Door.REGISTER, Door.PASSWORD):
            assert passed(door, 5) == 1


def passed(door: Door, times: int) -> int:
    through = 0
    for _ in range(times):
        with suppress(Throttled):
            rates.hit(door, ip="203.0.113.7")
            through += 1
    return through
