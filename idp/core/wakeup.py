"""Who drains the outbox: a worker told over the broker, or this process when there is none, or when it is away.

A request only sets a flag; one daemon thread per process does the rest, so no request ever waits for a broker. While the
broker takes no message the thread drains by itself, and what a worker has left for too long it takes over.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from idp.core.redis import Breaker

LOOK_EVERY_SECONDS = 15.0
CHORES_EVERY_SECONDS = 60.0
TAKE_OVER = timedelta(seconds=10)  # later than any worker that lives
MESSAGE_LIFE_SECONDS = 60  # a message is only a wake-up: nothing is lost with it
log = structlog.get_logger("idp.outbox")
_connected: dict[str, Any] = {}
_chores: list[Callable[[], object]] = []


def connect(drain: Callable[..., int], task: Any) -> None:
    """Name what drains in this process, and the Celery task that makes a worker drain."""
    _connected.update(drain=drain, task=task)


def every_minute(chore: Callable[[], object]) -> None:
    """Without a broker and its schedule: what this thread also does once a minute. Called in ``apps.ready``."""
    _chores.append(chore)


class Waker:
    """The thread; started by the first commit that needs it, and again in a forked process."""

    def __init__(self) -> None:
        self.signal = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.broker = Breaker()
        self.looked_at = self.did_chores_at = time.monotonic()
        self.is_over = False

    def wake(self) -> None:
        """Say that there is something to do."""
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name="outbox", daemon=True)
                self.thread.start()
        self.signal.set()

    def end(self) -> None:
        """Let the thread finish what it does, and wait for it."""
        self.is_over = True
        self.signal.set()
        if self.thread is not None:
            self.thread.join()

    def run(self) -> None:
        """Until it is ended, or the process ends."""
        while True:
            is_told = self.signal.wait(timeout=LOOK_EVERY_SECONDS)
            self.signal.clear()
            if self.is_over:
                connection.close()
                return
            close_old_connections()
            try:
                self.turn(is_told=is_told)
            except Exception as error:  # noqa: BLE001 - the thread outlives a database that is away
                log.warning("outbox drain failed", error=type(error).__name__)

    def turn(self, *, is_told: bool) -> None:
        """Hand over to a worker, or do its work."""
        if not settings.CELERY_BROKER_URL:
            _empty(timedelta(0))
            self.do_chores()
        elif is_told and not self.publish():
            _empty(timedelta(0))
        elif time.monotonic() - self.looked_at >= LOOK_EVERY_SECONDS:
            self.looked_at = time.monotonic()
            _empty(TAKE_OVER)

    def do_chores(self) -> None:
        """What is due once a minute."""
        if time.monotonic() - self.did_chores_at >= CHORES_EVERY_SECONDS:
            self.did_chores_at = time.monotonic()
            for chore in _chores:
                chore()

    def publish(self) -> bool:
        """Tell a worker; False when the broker does not take the message."""
        if self.broker.is_open():
            return False
        try:
            _connected["task"].apply_async(expires=MESSAGE_LIFE_SECONDS, retry=False)
        except Exception as error:  # noqa: BLE001 - whatever a broker answers, this process has the other way
            if self.broker.failed():
                log.warning("broker is away; this process drains the outbox", error=type(error).__name__)
            return False
        if self.broker.succeeded():
            log.info("broker is back")
        return True


def _empty(overdue_by: timedelta) -> None:
    while _connected["drain"](overdue_by=overdue_by):
        pass


waker = Waker()


def wake() -> None:
    """After a commit that wrote an entry."""
    if settings.OUTBOX_THREAD:
        waker.wake()
