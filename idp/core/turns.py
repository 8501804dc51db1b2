"""Turns at a scarce thing, handed out in one event loop: among callers in rotation, each caller's own in order of arrival.

Whoever asks for more than everybody else waits behind itself, never in front of others.
"""

import asyncio
from collections import OrderedDict, deque


class Busy(Exception):
    """Too many wait already, and this caller has no fewer waiting than any other."""


class Turns:
    """At most ``at_once`` turns are out, at most ``waiting`` wait."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.free = at_once
        self.limit = waiting
        self.queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()  # the first caller is served next
        self.waiting = 0

    def take_free(self) -> bool:
        """Take a turn that nobody waits for; False if there is none."""
        if not self.free:
            return False
        self.free -= 1
        return True

    async def take(self, caller: str) -> None:
        """Wait for a turn; whoever got one gives it back. Raises: Busy."""
        if self.take_free():
            return
        if self.waiting >= self.limit:
            self._make_room(caller)
        turn = asyncio.get_running_loop().create_future()
        self.queues.setdefault(caller, deque()).append(turn)
        self.waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                if turn.exception() is None:
                    self.give()  # the turn came at the moment in which it was given up
            else:
                self._leave(caller, turn)
            raise

    def give(self) -> None:
        """Hand the turn to the next caller in rotation."""
        while self.queues:
            caller, queue = self.queues.popitem(last=False)
            turn = queue.popleft()
            self.waiting -= 1
            if queue:
                self.queues[caller] = queue
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1

    def _make_room(self, caller: str) -> None:
        """Turn the newest of the greediest caller away in place of one who waits for less. Raises: Busy."""
        greediest = max(self.queues, key=lambda each: len(self.queues[each]))
        if len(self.queues[greediest]) <= len(self.queues.get(caller, ())) + 1:
            raise Busy
        turn = self.queues[greediest].pop()
        self.waiting -= 1
        if not turn.done():
            turn.set_exception(Busy())

    def _leave(self, caller: str, turn: asyncio.Future[None]) -> None:
        queue = self.queues.get(caller)
        if queue is not None and turn in queue:
            queue.remove(turn)
            self.waiting -= 1
            if not queue:
                del self.queues[caller]
