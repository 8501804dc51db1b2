"""The generic cell rate algorithm as pure arithmetic in integer microseconds. Spec: ITU-T I.371 annex A.

A bucket is one number: the theoretical arrival time of the next event at the even rate. An event conforms while that
time is not further ahead of now than the burst allows.
"""

from dataclasses import dataclass

SECOND_US = 1_000_000


@dataclass(frozen=True)
class Rate:
    """``count`` events in ``period_us``, all at once if they like."""

    count: int
    period_us: int

    @property
    def interval_us(self) -> int:
        """The even distance of events."""
        return self.period_us // self.count

    def latest_us(self, now_us: int) -> int:
        """The greatest arrival time at which an event still conforms."""
        return now_us + self.interval_us * (self.count - 1)


def believed_us(rate: Rate, arrival_us: int, now_us: int) -> int:
    """A stored arrival time as far as it can be true; one of a clock that was set back since leaves room for one event.

    An event leaves its arrival time at most a period ahead. A second period is for clocks that differ, and for a step back
    that is waited out.
    """
    is_of_the_future = arrival_us > now_us + 2 * rate.interval_us * rate.count
    return rate.latest_us(now_us) if is_of_the_future else arrival_us


def wait_us(rate: Rate, arrival_us: int, now_us: int) -> int:
    """How long until an event conforms; 0 when it does now."""
    return max(0, arrival_us - rate.latest_us(now_us))


def next_arrival_us(rate: Rate, arrival_us: int, now_us: int) -> int:
    """The arrival time after an event that conforms."""
    return max(arrival_us, now_us) + rate.interval_us
