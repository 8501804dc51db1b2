"""Redis, which is speed and never state: short waits, and a breaker so that a Redis that is away costs next to nothing.

Whoever asks has a way without it. A failure of any kind (refused, frozen, full) is ``Away``; for the next five seconds
nobody tries again, and then one caller does. Spec: security rule 9.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django_redis import get_redis_connection

PAUSE_SECONDS = 5.0
Result = TypeVar("Result")
log = structlog.get_logger("idp.redis")


class Away(Exception):
    """Redis is not configured, does not answer in time, or refuses."""


class Breaker:
    """Closed: everybody tries. Open: nobody does, until one caller may look again."""

    def __init__(self, pause_seconds: float = PAUSE_SECONDS) -> None:
        self.pause_seconds = pause_seconds
        self._lock = threading.Lock()
        self._opens_at = 0.0  # monotonic; 0 while closed

    def is_open(self) -> bool:
        """Whether this caller must not try. The one that may look again keeps the others waiting meanwhile."""
        if not self._opens_at:
            return False
        with self._lock:
            if time.monotonic() < self._opens_at:
                return True
            self._opens_at = time.monotonic() + self.pause_seconds
            return False

    def failed(self) -> bool:
        """Open it; whether it was closed."""
        with self._lock:
            was_closed = not self._opens_at
            self._opens_at = time.monotonic() + self.pause_seconds
            return was_closed

    def succeeded(self) -> bool:
        """Close it; whether it was open."""
        if not self._opens_at:
            return False
        with self._lock:
            self._opens_at = 0.0
            return True


breaker = Breaker()


def ask(question: Callable[[Any], Result]) -> Result:
    """The answer of ``question(connection)``. Raises: Away."""
    if not settings.IDP.redis_url or breaker.is_open():
        raise Away
    try:
        answer = question(get_redis_connection("default"))
    except Exception as error:
        if breaker.failed():
            log.warning("redis is away; going on without it", error=type(error).__name__)
        raise Away from error
    if breaker.succeeded():
        log.info("redis is back")
    return answer
