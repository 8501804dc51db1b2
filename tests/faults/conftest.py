"""Servers of the test's own, to be frozen, killed and filled, and somebody else at the same database."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from kombu import pools
from redis import Redis

from idp.celery import app
from idp.core import redis as speed
from idp.core import wakeup
from idp.core.redis import Breaker
from idp.settings.redis import cache
from tests.faults.house import House
from tests.faults.others import Other
from tests.services import servers
from tests.services.daemons import Daemon
from tests.services.place import Place, free_ports


class OwnRedis:
    """A Redis server and what may happen to it."""

    def __init__(self, folder: Path) -> None:
        self.url = f"redis://127.0.0.1:{free_ports(1)[0]}/0"
        self.daemon: Daemon = servers.redis(Place(folder, {"IDP_REDIS_URL": self.url}))
        self.daemon.start()

    def client(self) -> "Redis":
        """A patient client, for the test's own questions."""
        return Redis.from_url(self.url)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        while self.daemon.pid() is not None:
            time.sleep(0.01)

    def start(self) -> None:
        self.daemon.start()

    def stop(self) -> None:
        self.daemon.stop()

    def _signal(self, number: signal.Signals) -> None:
        pid = self.daemon.pid()
        assert pid is not None
        os.kill(pid, number)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path_factory.mktemp("redis"))
    yield own
    own.stop()


@pytest.fixture
def redis(server: OwnRedis, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnRedis]:
    """The product on that Redis, which is up and empty; the breaker looks again after a fifth of a second."""
    settings.CACHES = {"default": cache(server.url)}
    settings.IDP = settings.IDP.model_copy(update={"redis_url": server.url})
    monkeypatch.setattr(speed, "breaker", speed.Breaker(pause_seconds=0.2))
    server.start()
    server.thaw()
    server.client().flushall()
    yield server
    if server.daemon.pid() is not None:
        server.thaw()
    caches["default"].close()


@pytest.fixture
def broker(server: OwnRedis, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnRedis]:
    """The product with that Redis as its broker, and a waker of its own."""
    settings.CELERY_BROKER_URL = server.url
    settings.OUTBOX_THREAD = True
    monkeypatch.setattr(app.conf, "broker_url", server.url)
    monkeypatch.setattr(wakeup, "waker", wakeup.Waker())
    wakeup.waker.broker = Breaker(pause_seconds=0.2)
    server.start()
    server.thaw()
    server.client().flushall()
    forget_connections()
    yield server
    if server.daemon.pid() is not None:
        server.thaw()
    wakeup.waker.end()
    forget_connections()


def forget_connections() -> None:
    """Celery keeps its pools for as long as the process lives."""
    pools.reset()
    app._pool = app.amqp._producer_pool = None


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    yield house
    house.node.stop()
    house.mariadb.stop()


@pytest.fixture
def other() -> Iterator[Other]:
    stranger = Other()
    yield stranger
    stranger.connection.close()


@pytest.fixture
def soon() -> Callable[[Callable[[], object]], None]:
    """``soon(condition)``: it comes true within ten seconds."""

    def wait(condition: Callable[[], object]) -> None:
        ends_at = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < ends_at, "it did not come true"
            time.sleep(0.02)

    return wait
