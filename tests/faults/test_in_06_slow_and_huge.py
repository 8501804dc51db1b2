"""IN-06: headers beyond all measure, a hundred cookies, connections that trickle or say nothing, at the real server."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import cycle
from pathlib import Path

import pytest

from idp.core import front, secrets
from idp.core.front import HEADERS_BYTES
from idp.operations.management.commands import serve
from idp.operations.management.commands.serve import HEADERS_MILLISECONDS
from tests.services.daemons import Daemon
from tests.services.place import ROOT, free_ports

COUNT = 300
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
    command = [*idp, "serve", "--bind", f"127.0.0.1:{number}", "--workers", "1"]
    server = Daemon("serve", command, folder, lambda: _is_up(number), environment=environment)
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


def says(port: int, method: str, path: str, *more: str) -> bytes:
    """The head of a request with the right Host: one that is refused for its Host never has its body read."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *more, "", ""]).encode()


FORM = "Content-Type: application/x-www-form-urlencoded"
SLOW = {  # what is said at once by each of the slow connections
    "nothing": lambda _port: b"",
    "half a head": lambda port: says(port, "GET", "/account")[:-12],
    "half a body": lambda port: says(port, "POST", "/oauth2/token", FORM, "Content-Length: 1000") + b"g",
    "half a body for liveness": lambda port: says(port, "POST", "/livez", "Content-Length: 1000") + b"g",
    "half a chunk": lambda port: says(port, "POST", "/oauth2/token", FORM, "Transfer-Encoding: chunked") + b"9\r\ngrant",
}


@contextmanager
def connections(port: int, count: int) -> Iterator[list[socket.socket]]:
    opened = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(count)]
    try:
        yield opened
    finally:
        for connection in opened:
            connection.close()


@pytest.mark.parametrize("what", SLOW)
def test_slow_connections_hold_nobody_up(port: int, what: str) -> None:
    """They wait in the server's event loop, and take no thread until a request is whole."""
    with connections(port, COUNT) as slow:
        for connection in slow:
            connection.sendall(SLOW[what](port))
        taken = sorted(ask(port) for _ in range(20))
        assert {status for status, _ in taken} == {200}
        assert taken[-1][1] < HELD_UP_SECONDS, taken


def test_bodies_that_trickle_have_a_deadline(port: int) -> None:
    """Those that say nothing more are told so; so the server was reading them, and had not refused their heads."""
    with connections(port, 43) as slow:
        for connection, said in zip(slow, cycle([SLOW[what] for what in SLOW if "body" in what or "chunk" in what])):
            connection.sendall(said(port))
        ends_at = time.monotonic() + 2 * front.BODY_SECONDS
        silent, trickling = slow[:3], slow[3:]
        while trickling and time.monotonic() < ends_at:
            for connection in list(trickling):
                try:
                    connection.sendall(b"x")
                except OSError:  # the server has closed it
                    trickling.remove(connection)
            assert ask(port)[1] < HELD_UP_SECONDS
            time.sleep(0.5)
        assert not trickling
        assert all(b" 408 " in connection.recv(100) for connection in silent)


def test_http_2_without_tls_is_refused_at_its_first_byte(port: int) -> None:
    with connections(port, 1) as (connection,):
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        assert connection.recv(1) == b""
    with connections(port, 1) as (connection,):
        connection.sendall(
            says(port, "GET", "/livez", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMA")
        )
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_a_chunked_body_is_read_like_any_other(port: int) -> None:
    """RFC 9112 §7.1: what is refused is refused for what the body says, not for being empty."""
    form = b"grant_type=client_credentials&client_id=nobody&client_secret=nothing"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (form[:9], form[9:]))
    answers = []
    for head, body in (
        (says(port, "POST", "/oauth2/token", FORM, "Transfer-Encoding: chunked", "Connection: close"), chunks + b"0\r\n\r\n"),
        (says(port, "POST", "/oauth2/token", FORM, f"Content-Length: {len(form)}", "Connection: close"), form),
    ):
        with connections(port, 1) as (connection,), connection.makefile("rb") as answer:
            connection.sendall(head + body)
            answers.append(answer.read().partition(b"\r\n\r\n")[::2])
    assert [head.split()[1] for head, _ in answers] == [b"401", b"401"]
    assert answers[0][1] == answers[1][1]


def test_a_body_beyond_the_measure_is_413(port: int) -> None:
    with connections(port, 1) as (connection,):
        connection.sendall(says(port, "POST", "/oauth2/token", FORM, "Content-Length: 999999999"))
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_second_server_on_the_same_port_is_refused(port: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "idp.cli", "serve", "--bind", f"127.0.0.1:{port}"]
    environment = os.environ | _environment(tmp_path, port)
    migrate = [sys.executable, "-m", "idp.cli", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, cwd=ROOT, check=True, timeout=300)
    second = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1 and f"127.0.0.1:{port} is taken" in second.stderr
    assert ask(port)[0] == 200


@pytest.mark.slow
def test_a_server_that_is_stopped_while_it_starts_stops(port: int, tmp_path: Path) -> None:
    """Fifty times, at moments spread over the start, under load."""
    number = free_ports(1)[0]
    environment = os.environ | _environment(tmp_path, number)
    migrate = [sys.executable, "-m", "idp.cli", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, cwd=ROOT, check=True, timeout=300)
    command = [sys.executable, *serve.command("127.0.0.1", number, 2)[1:]]
    for start in range(50):
        with subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            time.sleep(0.1 * start)
            server.terminate()
            server.wait(serve.STOP_SECONDS + 5)
        with closing(socket.socket()) as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", number))  # no worker listens there any more


@pytest.mark.slow
@pytest.mark.parametrize("what", ["nothing", "half a head"])
def test_half_a_head_is_given_up_in_time(port: int, what: str) -> None:
    with connections(port, 1) as (slow,):
        slow.sendall(SLOW[what](port))
        started = time.monotonic()
        assert slow.recv(1) == b""  # the server has closed it
        assert time.monotonic() - started < 2 * HEADERS_MILLISECONDS / 1000
