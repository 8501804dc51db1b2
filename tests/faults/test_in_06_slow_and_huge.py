"""IN-06: headers beyond all measure, a hundred cookies, connections that trickle or say nothing, at the real server."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from idp.core import secrets
from idp.operations.management.commands.serve import HEADERS_BYTES
from tests.services.daemons import Daemon
from tests.services.place import ROOT, free_ports

SLOW = 300  # connections
HELD_UP_SECONDS = 1


def _environment(folder: Path, port: int) -> dict[str, str]:
    """What differs from the test's own configuration."""
    return {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "idp.settings.base",
        "IDP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "IDP_DATABASE_URL": f"sqlite:///{folder}/idp.sqlite3",
        "IDP_SECRET_KEY": secrets.token(),
        "IDP_EMAIL_URL": "memory://",
    }


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where `idp serve` listens."""
    number, folder = free_ports(1)[0], tmp_path_factory.mktemp("serve")
    environment, idp = _environment(folder, number), [sys.executable, "-m", "idp.cli"]
    subprocess.run([*idp, "migrate", "--verbosity", "0"], env=os.environ | environment, cwd=ROOT, check=True, timeout=300)
    serve = [*idp, "serve", "--bind", f"127.0.0.1:{number}", "--workers", "1"]
    server = Daemon("serve", serve, folder, lambda: _is_up(number), environment=environment)
    server.start()
    yield number
    server.stop()


def _is_up(port: int) -> bool:
    try:
        return ask(port)[0] == 200
    except OSError:
        return False


def ask(port: int, headers: dict[str, str] | None = None) -> tuple[int, float]:
    """An honest browser opens a page with a database behind it: the status, and how long it took."""
    started = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/password/forgot", headers=headers or {})
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - started


def test_headers_beyond_the_measure_are_431_and_below_it_are_read(port: int) -> None:
    assert ask(port, {"X-Large": "x" * (HEADERS_BYTES // 2)})[0] == 200
    status, seconds = ask(port, {"X-Large": "x" * HEADERS_BYTES})
    assert status == 431 and seconds < HELD_UP_SECONDS
    status, seconds = ask(port, {f"X-{number}": "x" for number in range(200)})
    assert status == 431 and seconds < HELD_UP_SECONDS


def test_a_hundred_cookies_are_read_in_no_time(port: int) -> None:
    status, seconds = ask(port, {"Cookie": "; ".join(f"c{number}={'y' * 300}" for number in range(100))})
    assert status == 200 and seconds < HELD_UP_SECONDS


@pytest.mark.parametrize(
    "said", [b"", b"GET /account HTTP/1.1\r\nHo", b"POST /oauth2/token HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\ng"]
)
def test_slow_connections_hold_nobody_up(port: int, said: bytes) -> None:
    """Silent, half a head, half a body. They wait in the server's event loop and take no thread until a request is whole."""
    slow = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(SLOW)]
    try:
        for connection in slow:
            connection.sendall(said)
        taken = sorted(ask(port) for _ in range(20))
        assert {status for status, _ in taken} == {200}
        assert taken[-1][1] < HELD_UP_SECONDS, taken
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.slow
def test_half_a_head_is_given_up_in_time(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as slow:
        slow.sendall(b"GET /account HTTP/1.1\r\nHo")
        started = time.monotonic()
        assert slow.recv(1) == b""  # the server has closed it
        assert time.monotonic() - started < 45
