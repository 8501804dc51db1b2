"""A gate in front of work that keeps a core busy: few at once, few waiting, nobody's neighbours shut out. Spec: ASVS 15.2.2.

Whoever waits holds a thread of the server, so the queue is short and its end is an honest "try again". The next place goes
to the caller who has the fewest; nobody can hold all of them. Callers pass their door's own limit before they come here.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from idp.core.errors import Throttled

RETRY_AFTER_SECONDS = 2


class Busy(Throttled):
    """503: too many people at once; it is not this caller's doing."""

    def __init__(self) -> None:
        super().__init__(RETRY_AFTER_SECONDS)
        self.code, self.title, self.status = "busy", "Many people are signing in now.", 503


class _Ticket:
    def __init__(self, caller: str) -> None:
        self.caller = caller
        self.called = threading.Event()


class Gate:
    """At most ``places`` work at once and ``waiting`` more wait, each at most ``patience_seconds``.

    One caller (a network, as its address names it) works and waits with at most ``share`` of them.
    """

    def __init__(self, *, places: int, waiting: int, share: int, patience_seconds: float) -> None:
        self.places, self.waiting, self.share, self.patience_seconds = places, waiting, share, patience_seconds
        self._lock = threading.Lock()  # held for arithmetic only
        self._working: Counter[str] = Counter()
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
        if ticket is None or ticket.called.wait(self.patience_seconds):
            return
        with self._lock:
            if ticket.called.is_set():  # called in the very moment in which patience ended
                return
            self._queue.remove(ticket)
        raise Busy

    def _admit_or_queue(self, caller: str) -> _Ticket | None:
        if self._working[caller] + sum(ticket.caller == caller for ticket in self._queue) >= self.share:
            raise Throttled(RETRY_AFTER_SECONDS)
        if self._working.total() < self.places:
            self._working[caller] += 1
            return None
        if len(self._queue) >= self.waiting:
            raise Busy
        ticket = _Ticket(caller)
        self._queue.append(ticket)
        return ticket

    def _leave(self, caller: str) -> None:
        with self._lock:
            self._working[caller] -= 1
            if not self._working[caller]:
                del self._working[caller]
            if self._queue:
                ticket = min(self._queue, key=lambda waiting: self._working[waiting.caller])  # of equals, who came first
                self._queue.remove(ticket)
                self._working[ticket.caller] += 1
                ticket.called.set()
