"""The bytes of requests that are read or wait, bounded together: whoever holds the most makes room, never a neighbour."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Full(Exception):
    """There is no room, and this caller holds no less than any other."""


class Held:
    """What one request holds. Whoever gives it up for another one meets the end of its time, wherever it waits."""

    def __init__(self, caller: str) -> None:
        self.caller = caller
        self.size = 0
        self.is_given_up = False
        self.deadline: asyncio.Timeout | None = None

    @contextmanager
    def waits_until(self, deadline: asyncio.Timeout) -> Iterator[None]:
        """A time in which it may be given up."""
        self.deadline = deadline
        try:
            yield
        finally:
            self.deadline = None


class Bodies:
    """At most ``limit`` bytes are held."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.total = 0
        self.requests: dict[Held, None] = {}  # in order of arrival
        self.callers: Counter[str] = Counter()

    def grow(self, held: Held, count: int) -> None:
        """Hold more. Raises: Full."""
        self._add(held, count)
        while self.total > self.limit:
            self._make_room(held)

    def release(self, held: Held) -> None:
        """Hold nothing more."""
        self._add(held, -held.size)
        self.requests.pop(held, None)

    def _add(self, held: Held, count: int) -> None:
        held.size += count
        self.total += count
        self.requests[held] = None
        self.callers[held.caller] += count
        if not self.callers[held.caller]:
            del self.callers[held.caller]

    def _make_room(self, held: Held) -> None:
        """Give up one that is not being answered yet: of the greediest of their callers, the newest. Raises: Full."""
        waiting = (each for each in reversed(self.requests) if each.deadline is not None and each.size)
        newest = max(waiting, key=lambda each: self.callers[each.caller], default=held)
        if self.callers[newest.caller] <= self.callers[held.caller]:
            raise Full
        newest.is_given_up = True
        if newest.deadline is not None and not newest.deadline.expired():  # else its time is over already
            newest.deadline.reschedule(asyncio.get_running_loop().time())
        self.release(newest)
