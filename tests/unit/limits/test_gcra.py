"""The arithmetic of rate limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.limits.gcra import SECOND_US, Rate, believed_us, next_arrival_us, wait_us

rates = st.builds(Rate, st.integers(1, 50), st.integers(1, 10_000).map(lambda ms: ms * 100_000))
gaps = st.lists(st.integers(0, 20 * SECOND_US), min_size=1, max_size=80)


def admitted(rate: Rate, times: list[int]) -> list[int]:
    arrival, passed = 0, []
    for now in times:
        if wait_us(rate, arrival, now) == 0:
            arrival = next_arrival_us(rate, arrival, now)
            passed.append(now)
    return passed


def instants(gaps: list[int]) -> list[int]:
    now, times = 10**15, []
    for gap in gaps:
        now += gap
        times.append(now)
    return times


@given(rates)
def test_a_whole_burst_passes_and_not_one_more(rate: Rate) -> None:
    assert len(admitted(rate, [10**15] * (rate.count + 5))) == rate.count


@given(rates, gaps)
def test_no_period_holds_more_than_a_burst_and_its_refill(rate: Rate, gaps: list[int]) -> None:
    passed = admitted(rate, instants(gaps))
    for start in passed:
        inside = [at for at in passed if start <= at < start + rate.interval_us * rate.count]
        assert len(inside) <= 2 * rate.count - 1 or (rate.count == 1 and len(inside) == 1)


@given(rates, gaps)
def test_the_wait_is_exact(rate: Rate, gaps: list[int]) -> None:
    arrival = 0
    for now in instants(gaps):
        wait = wait_us(rate, arrival, now)
        if wait:
            assert wait_us(rate, arrival, now + wait - 1) == 1
            assert wait_us(rate, arrival, now + wait) == 0
        else:
            arrival = next_arrival_us(rate, arrival, now)


@given(rates, st.integers(0, 10**9))
def test_a_quiet_period_gives_the_whole_burst_back(rate: Rate, start: int) -> None:
    times = [start] * rate.count + [start + rate.period_us] * rate.count
    assert len(admitted(rate, times)) == 2 * rate.count


@pytest.mark.parametrize(("count", "period", "interval"), [(30, 300, 10), (1, 60, 60), (20, 1, 0.05)])
def test_intervals(count: int, period: int, interval: float) -> None:
    assert Rate(count, period * SECOND_US).interval_us == interval * SECOND_US


@given(rates, gaps)
def test_what_a_clock_that_only_goes_on_wrote_is_believed(rate: Rate, gaps: list[int]) -> None:
    arrival = 0
    for now in instants(gaps):
        assert believed_us(rate, arrival, now) == arrival
        if wait_us(rate, arrival, now) == 0:
            arrival = next_arrival_us(rate, arrival, now)


@given(rates, st.integers(1, 50), st.integers(0, 10**12))
def test_what_a_clock_of_the_future_wrote_leaves_room_for_one(rate: Rate, events: int, back: int) -> None:
    """However far the clock goes back: nobody waits longer than two periods, and there is no second burst."""
    now = 10**15
    arrival = 0
    for _ in range(min(events, rate.count)):
        arrival = next_arrival_us(rate, arrival, now)
    now -= back
    believed = believed_us(rate, arrival, now)
    assert wait_us(rate, believed, now) <= 2 * rate.interval_us * rate.count
    if believed != arrival:
        assert wait_us(rate, believed, now) == 0
        assert rate.count == 1 or wait_us(rate, next_arrival_us(rate, believed, now), now) == rate.interval_us
