"""Who drains the outbox: a worker told over the broker, or this process when there is none, or when it is away.

A request only sets a flag; a daemon thread per lane and process does the rest, so no request ever waits for a broker. While
the broker takes no message the thread drains by itself, and what a worker has left for too long it takes over.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from idp.core.redis import Breaker

LOOK_EVERY_SECONDS = 15.0
CHORES_EVERY_SECONDS = 60.0
TAKE_OVER = timedelta(seconds=10)  # later than any worker that lives
MESSAGE_LIFE_SECONDS = 60  # a message is only a wake-up: nothing is lost with it


class Lane(StrEnum):
    """What waits for different things goes apart: a slow client holds up no mail. Each is a queue of the broker too."""

    DEFAULT = "default"  # only the database
    MAIL = "mail"
    DELIVERIES = "deliveries"  # calls to clients


log = structlog.get_logger("idp.outbox")
_connected: dict[str, Any] = {}
_chores: list[Callable[[], object]] = []


def connect(drain: Callable[..., int], task: Any) -> None:
    """Name what drains in this process, and the Celery task that makes a worker drain."""
    _connected.update(drain=drain, task=task)


def every_minute(chore: Callable[[], object]) -> None:
    """Without a broker and its schedule: what the default lane's thread also does once a minute. Called in ``apps.ready``."""
    _chores.append(chore)


class Waker:
    """A thread for each lane, started by the first commit that needs one, and again in a forked process."""

    def __init__(self) -> None:
        self.broker = Breaker()
        self.hands = {lane: _Hand(lane, self) for lane in Lane}

    def wake(self, lane: Lane) -> None:
        """Say that there is something to do. The other lanes may hold what another process left: they look as well."""
        for hand in self.hands.values():
            hand.start()
        self.hands[lane].signal.set()

    def end(self) -> None:
        """Let each thread finish what it does, and wait for it."""
        for hand in self.hands.values():
            hand.end()

    def publish(self, lane: Lane) -> bool:
        """Tell a worker; False when the broker does not take the message."""
        if self.broker.is_open():
            return False
        try:
            _connected["task"].apply_async([str(lane)], queue=str(lane), expires=MESSAGE_LIFE_SECONDS, retry=False)
        except Exception as error:  # noqa: BLE001 - whatever a broker answers, this process has the other way
            if self.broker.failed():
                log.warning("broker is away; this process drains the outbox", error=type(error).__name__)
            return False
        if self.broker.succeeded():
            log.info("broker is back")
        return True


class _Hand:
    """The thread of one lane: what it waits for holds up no other lane."""

    def __init__(self, lane: Lane, waker: Waker) -> None:
        self.lane, self.waker = lane, waker
        self.signal = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.looked_at = self.did_chores_at = time.monotonic()
        self.is_over = False

    def start(self) -> None:
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name=f"outbox-{self.lane}", daemon=True)
                self.thread.start()

    def end(self) -> None:
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
                log.warning("outbox drain failed", lane=str(self.lane), error=type(error).__name__)

    def turn(self, *, is_told: bool) -> None:
        """Hand over to a worker, or do its work."""
        if not settings.CELERY_BROKER_URL:
            _empty(self.lane, timedelta(0))
            self.do_chores()
        elif is_told and not self.waker.publish(self.lane):
            _empty(self.lane, timedelta(0))
        elif time.monotonic() - self.looked_at >= LOOK_EVERY_SECONDS:
            self.looked_at = time.monotonic()
            _empty(self.lane, TAKE_OVER)

    def do_chores(self) -> None:
        """What is due once a minute."""
        if self.lane is Lane.DEFAULT and time.monotonic() - self.did_chores_at >= CHORES_EVERY_SECONDS:
            self.did_chores_at = time.monotonic()
            for chore in _chores:
                chore()


def _empty(lane: Lane, overdue_by: timedelta) -> None:
    while _connected["drain"](lane, overdue_by=overdue_by):
        pass


waker = Waker()


def wake(lane: Lane) -> None:
    """After a commit that wrote an entry."""
    if settings.OUTBOX_THREAD:
        waker.wake(lane)
