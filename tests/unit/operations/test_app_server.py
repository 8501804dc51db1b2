"""The demo's host of the React app: what it serves is seen in `tests/e2e/test_demo.py`; here, how it takes a hang-up."""

import socket
import struct
import threading
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from idp.operations.demo.app_server import AppHandler, AppServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[AppServer]:
    (tmp_path / "index.html").write_text("<!doctype html>" + " " * 5_000_000, encoding="utf-8")  # more than the sockets hold
    handler = partial(AppHandler, directory=str(tmp_path), issuer="http://localhost:8000", client_id="app")
    started = AppServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=started.serve_forever)
    thread.start()
    yield started
    started.shutdown()
    thread.join()
    started.server_close()


def test_a_browser_that_hangs_up_in_mid_answer_leaves_no_traceback(
    server: AppServer, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(server.server_address[:2]) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        browser.recv(1)
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing sends a reset
    connection = HTTPConnection(*server.server_address[:2])
    connection.request("GET", "/config.json")
    assert connection.getresponse().status == 200
    connection.close()
    server.server_close()  # waits for the threads that still answer
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("path", "status", "mended"),
    [
        ("/security/", 301, "/security"),
        ("/login/?return_to=%2Fapps", 301, "/login?return_to=%2Fapps"),
        ("//evil.example/", 200, None),  # another host's address leads nowhere
    ],
)
def test_a_slash_too_many_is_taken_off(server: AppServer, path: str, status: int, mended: str | None) -> None:
    connection = HTTPConnection(*server.server_address[:2])
    connection.request("GET", path)
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (status, mended)
    connection.close()


def test_what_goes_wrong_here_is_reported(server: AppServer, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("ours")
    except ValueError:
        server.handle_error(None, ("127.0.0.1", 1))
    assert "ValueError: ours" in capfd.readouterr().err
