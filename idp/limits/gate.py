"""A gate in front of work that keeps a core busy: few at once, few waiting, nobody's neighbours shut out. Spec: ASVS 15.2.2.

Whoever waits holds a thread of the server, so the queue is short and its end is an honest "try again". The next place goes
to the caller who has and had the fewest, and in a full queue whoever had the most makes room for such a one: a few networks
that come again and again keep nobody else out. Callers pass their door's own limit before they come here.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from idp.core.errors import Throttled

RETRY_AFTER_SECONDS = 2
HALF_LIFE_SECONDS = 10  # of what a caller had


class Busy(Throttled):
    """503: too many people at once; it is not this caller's doing."""

    def __init__(self) -> None:
        super().__init__(RETRY_AFTER_SECONDS)
        self.code, self.title, self.status = "busy", "Many people are signing in now.", 503


class _Ticket:
    def __init__(self, caller: str) -> None:
        self.caller = caller
        self.called = threading.Event()
        self.is_turned_away = False


class Gate:
    """At most ``places`` work at once and ``waiting`` more wait, each at most ``patience_seconds``.

    One caller (a network, as its address names it) works and waits with at most ``share`` of them.
    """

    def __init__(self, *, places: int, waiting: int, share: int, patience_seconds: float) -> None:
        self.places, self.waiting, self.share, self.patience_seconds = places, waiting, share, patience_seconds
        self._lock = threading.Lock()  # held for arithmetic only
        self._working: Counter[str] = Counter()
        self._had: Counter[str] = Counter()  # places lately
        self._halved_at = time.monotonic()
        self._queue: list[_Ticket] = []
        self._mine = threading.local()

    @contextmanager
    def place(self, caller: str = "") -> Iterator[None]:
        """Work in here. Whoever has a place already keeps it. Raises: Throttled (429: the caller's share is full); Busy."""
        if getattr(self._mine, "is_held", False):
            yield
            return
        self._enter(caller)
        self._mine.is_held = True
        try:
            yield
        finally:
            self._mine.is_held = False
            self._leave(caller)

    def _enter(self, caller: str) -> None:
        with self._lock:
            ticket = self._admit_or_queue(caller)
        if ticket is None:
            return
        is_called = ticket.called.wait(self.patience_seconds)
        with self._lock:
            if not is_called and not ticket.called.is_set():  # it may be called in the moment in which patience ends
                self._queue.remove(ticket)
                ticket.is_turned_away = True
        if ticket.is_turned_away:
            raise Busy

    def _admit_or_queue(self, caller: str) -> _Ticket | None:
        if self._working[caller] + self._waiting(caller) >= self.share:
            raise Throttled(RETRY_AFTER_SECONDS)
        if self._working.total() < self.places:
            self._give_place(caller)
            return None
        if len(self._queue) >= self.waiting:
            self._make_room(caller)
        ticket = _Ticket(caller)
        self._queue.append(ticket)
        return ticket

    def _make_room(self, caller: str) -> None:
        """Turn the newest of the greediest who wait away in place of a caller who had less. Raises: Busy."""
        self._forget()
        greediest = max(reversed(self._queue), key=lambda waiting: self._weight(waiting.caller), default=None)
        if greediest is None or self._weight(greediest.caller) <= self._weight(caller) + 1:
            raise Busy
        self._queue.remove(greediest)
        greediest.is_turned_away = True
        greediest.called.set()

    def _leave(self, caller: str) -> None:
        with self._lock:
            self._working[caller] -= 1
            if not self._working[caller]:
                del self._working[caller]
            if self._queue:
                self._forget()
                ticket = min(self._queue, key=lambda waiting: self._rank(waiting.caller))  # of equals, who came first
                self._queue.remove(ticket)
                self._give_place(ticket.caller)
                ticket.called.set()

    def _give_place(self, caller: str) -> None:
        self._working[caller] += 1
        self._had[caller] += 1

    def _rank(self, caller: str) -> tuple[int, int]:
        return self._working[caller], self._had[caller]

    def _weight(self, caller: str) -> int:
        return self._had[caller] + self._waiting(caller)

    def _waiting(self, caller: str) -> int:
        return sum(ticket.caller == caller for ticket in self._queue)

    def _forget(self) -> None:
        halvings = int((time.monotonic() - self._halved_at) / HALF_LIFE_SECONDS)
        if halvings:
            self._halved_at += halvings * HALF_LIFE_SECONDS
            self._had = Counter({caller: count >> halvings for caller, count in self._had.items() if count >> halvings})
