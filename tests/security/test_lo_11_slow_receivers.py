"""LO-11: a receiver, or its name servers, that are slow in any way hold a call for its deadline and no longer. ASVS 15.3.2."""

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from idp.celery import app
from idp.core import deadlines, fetch, redis, smtp
from idp.core.deadlines import Deadline
from idp.settings.redis import cache
from tests.security.sign_ins import policy
from tests.security.slow_receivers import Resolver, accepting_nobody, dripping
from tests.services.certificates import Authority
from tests.services.mail_server import scripted

SECONDS = 0.6
HEAD = b"HTTP/1.1 200 OK\r\n"
TLS_RECORD = b"\x16\x03\x03\x3f\xff" + bytes(50)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Certificate and key of localhost, by an authority that this machine trusts."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority.sign("localhost")


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", SECONDS)
    monkeypatch.setattr(smtp, "WHOLE_SECONDS", SECONDS)
    policy(settings, outbound_allow=["localhost:*", "several.example:*"])


@contextlib.contextmanager
def within_the_deadline() -> Iterator[None]:
    """What is slow lasts twenty seconds and more; on a busy machine the deadline may come a little late."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < SECONDS + 2


def call(scheme: str, port: int) -> tuple[int, bytes]:
    return fetch.post_form(f"{scheme}://localhost:{port}/bcl", {"logout_token": "x"})


SLOW: dict[str, tuple[str, Callable[[tuple[Path, Path]], AbstractContextManager[int]]]] = {
    "it never accepts": ("http", lambda _: accepting_nobody()),
    "the handshake drips": ("https", lambda _: dripping(b"", TLS_RECORD)),
    "no handshake at all": ("https", lambda _: dripping(b"", b"")),
    "the head drips": ("http", lambda _: dripping(HEAD, b"X-A: b\r\n")),
    "the head drips under TLS": ("https", lambda files: dripping(HEAD, b"X-A: b\r\n", tls=files)),
    "one line without end": ("https", lambda files: dripping(HEAD, b"X", tls=files)),
    "for ever 100": ("http", lambda _: dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
    "the body drips": ("http", lambda _: dripping(HEAD + b"Content-Length: 999\r\n\r\n", b"x")),
    "the body drips under TLS": ("https", lambda files: dripping(HEAD + b"Content-Length: 999\r\n\r\n", b"x", tls=files)),
    "a body without a length": ("http", lambda _: dripping(HEAD + b"\r\n", b"x")),
    "chunks without end": ("http", lambda _: dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")),
}


@pytest.mark.parametrize("way", SLOW)
def test_a_receiver_that_is_slow_is_left_at_the_deadline(way: str, files: tuple[Path, Path]) -> None:
    scheme, receiver = SLOW[way]
    with receiver(files) as port, within_the_deadline(), pytest.raises(fetch.Unreachable):
        call(scheme, port)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_receiver_that_takes_its_time_within_the_deadline_is_heard(scheme: str, files: tuple[Path, Path]) -> None:
    said = HEAD + b"Content-Length: 3\r\n\r\n"
    with dripping(said, b"yes", tls=files if scheme == "https" else None) as port:
        assert call(scheme, port) == (200, b"yes")


def test_each_address_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    Resolver(monkeypatch, {"several.example": ["127.0.0.1", "127.0.0.2"]})
    with socket.create_server(("127.0.0.2", 0)) as listener, accepting_nobody(listener.getsockname()[1]) as port:
        with within_the_deadline(), pytest.raises(fetch.Unreachable):  # it accepts and says nothing: it was called
            fetch.post_form(f"http://several.example:{port}/", {})
        listener.settimeout(1)
        listener.accept()[0].close()


def test_a_silent_resolver_is_left_and_only_so_many_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.05)
    monkeypatch.setattr(deadlines, "LOOKUPS", 3)
    resolver = Resolver(monkeypatch)
    for number in range(5):
        for _ in range(2):
            with within_the_deadline(), pytest.raises(fetch.Unreachable):
                fetch.post_form(f"https://{number}.silent/", {})
    assert resolver.asked == ["0.silent", "1.silent", "2.silent"]  # one look-up for a name, and no more than three at once
    resolver.speaks.set()
    while deadlines._lookups:
        time.sleep(0.01)
    with pytest.raises(fetch.Refused, match="public"):
        fetch.post_form("https://127.0.0.1/", {})


def test_the_mail_server_has_one_deadline_too(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver(monkeypatch, {"several.example": ["127.0.0.1"] * 4})
    with within_the_deadline(), pytest.raises(OSError, match="name servers"), smtp.connect("smtp://mail.silent"):
        pass
    with accepting_nobody() as port, within_the_deadline(), pytest.raises(TimeoutError):
        smtp.connect(f"smtp://several.example:{port}").__enter__()
    resolver.speaks.set()


def test_our_own_name_is_asked_of_no_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(b"220 hello\r\n250 localhost\r\n221 bye\r\n") as (port, heard):
        asked: list[str] = []
        monkeypatch.setattr(socket, "getfqdn", lambda: asked.append("our name") or "asked.example")
        with smtp.connect(f"smtp://localhost:{port}") as connection:
            connection.ehlo()
    assert not asked and heard[0] == b"ehlo localhost\r\n"


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_redis_is_left_though_its_name_servers_are_silent(scheme: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    url = f"{scheme}://redis.silent:6379/0"
    monkeypatch.setattr(redis, "breaker", redis.Breaker())
    policy(settings, redis_url=url)
    settings.CACHES = {"default": cache(url)}
    resolver = Resolver(monkeypatch)
    with within_the_deadline(), pytest.raises(redis.Away):
        redis.ask(lambda connection: connection.ping())
    assert "redis.silent" in resolver.asked
    resolver.speaks.set()


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_the_broker_is_left_though_its_name_servers_are_silent(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver(monkeypatch)
    broker = app.connection_for_write(f"{scheme}://redis.silent:6379/0")
    with within_the_deadline(), pytest.raises(OperationalError), broker:
        broker.ensure_connection(max_retries=1, interval_start=0)
    assert "redis.silent" in resolver.asked
    resolver.speaks.set()


def test_names_that_clients_choose_hold_up_no_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.05)
    monkeypatch.setattr(deadlines, "LOOKUPS", 1)
    resolver = Resolver(monkeypatch, {"mail.example": ["127.0.0.1"]})
    with pytest.raises(fetch.Unreachable):
        fetch.post_form("https://client.silent/", {})
    said = b"220 hello\r\n250 localhost\r\n221 bye\r\n"
    with scripted(said) as (port, _), smtp.connect(f"smtp://mail.example:{port}") as connection:
        connection.ehlo()
    resolver.speaks.set()


def test_a_forked_process_waits_for_no_look_up_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver(monkeypatch)
    with pytest.raises(TimeoutError):
        Deadline(0.05).resolve("left.silent", 443)
    child = os.fork()
    if child == 0:
        resolver.speaks.set()  # the child's own; it asks anew, and hears that there is no such name
        try:
            Deadline(1).resolve("left.silent", 443)
        except socket.gaierror:
            os._exit(0)
        finally:
            os._exit(1)
    resolver.speaks.set()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
