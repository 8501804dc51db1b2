"""The front of the server, asked as an ASGI server asks: what reaches the application, and what never does."""

import asyncio
import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from idp.core import front
from idp.core.front import Front


class Application:
    """A WSGI application that keeps what it was asked, and answers once it may."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.seen.append(environ)
        self.bodies.append(environ["wsgi.input"].read())
        if environ["PATH_INFO"] != "/livez":
            assert self.may_answer.wait(5)
        start_response("200 OK", [("X-Kind", "é")])
        return Body([b"whole ", b"answer"])


class Body(list[bytes]):
    """What Django's responses are: something that is closed in the end."""

    def close(self) -> None:
        """Connections go back."""


async def ask(
    asked: Front, path: str = "/", *, chunks: Iterable[bytes] | None = None, peer: str = "192.0.2.1", **more: Any
) -> Any:
    """(status, headers, body); the body comes in ``chunks``, and after the last of them nothing, if ``unfinished``."""
    headers = [(b"host", b"localhost:8000"), *more.get("headers", [])]
    if chunks is not None:
        headers.append((b"transfer-encoding", b"chunked"))
    scope = {
        "type": "http", "method": more.get("method", "POST"), "path": path, "raw_path": more.get("raw_path", path.encode()),
        "query_string": more.get("query", b"a=%20b"),
        "headers": headers, "client": (peer, "5"), "server": ("127.0.0.1", 8000), "http_version": "1.1",
    }  # fmt: skip
    waiting = list(chunks or [b""])

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()  # a client that says nothing more
        if waiting[0] is None:
            return {"type": "http.disconnect"}
        chunk = waiting.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(waiting) or bool(more.get("unfinished"))}

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await asked(scope, receive, send)
    return (sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]) if sent else None


def run(coroutine: Any) -> Any:
    return asyncio.run(asyncio.wait_for(coroutine, 10))


def test_a_request_arrives_whole_and_its_answer_leaves_whole() -> None:
    application = Application()
    status, headers, body = run(ask(Front(application), chunks=[b"grant_", b"", b"type=x"], raw_path=b"/a%2Fb%C3%A9%ff"))
    assert (status, headers[b"X-Kind"], body) == (200, "é".encode("latin-1"), b"whole answer")
    (environ,) = application.seen
    assert application.bodies == [b"grant_type=x"] and environ["CONTENT_LENGTH"] == "12"  # of a body that announced none
    assert environ["PATH_INFO"] == b"/a/b\xc3\xa9\xff".decode("latin-1") and environ["QUERY_STRING"] == "a=%20b"
    assert (environ["REMOTE_ADDR"], environ["HTTP_HOST"]) == ("192.0.2.1", "localhost:8000")


def test_headers_reach_the_application_as_they_were_sent() -> None:
    application = Application()
    sent = [
        (b"x-forwarded-for", b"192.0.2.1"), (b"x_forwarded_for", b"6.6.6.6"), (b"x-forwarded-for", b"192.0.2.2"),
        (b"cookie", b"a=1"), (b"cookie", "b=é".encode()), (b"content_length", b"7"), (b"content-type", b"text/plain"),
    ]  # fmt: skip
    run(ask(Front(application), headers=sent))
    (environ,) = application.seen
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1,192.0.2.2"  # one with underscores would pass for it
    assert environ["HTTP_COOKIE"] == "a=1; b=" + "é".encode().decode("latin-1")
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "0")


DEAR = {  # what sixty kilobytes of it cost before: four seconds, two seconds, half a second
    "escaped cookie": (b"cookie", b'a="' + b"\\0" * 29_000 + b'"; kept=1'),
    "escaped cookie behind what Django strips": (b"cookie", b'kept=1; a=\xc2\xa0"' + b"\\0" * 29_000 + b'"'),
    "parameters of a type": (b"content-type", b'text/plain;"' + b";" * 60_000),
    "codec that is quadratic": (b"content-type", b"text/plain; charset=punycode"),
}


@pytest.mark.parametrize("kind", DEAR)
def test_no_header_keeps_a_core_busy(kind: str) -> None:
    application = Application()
    query = b"a=%41" + b"b" * 29_000 + b"-" + b"c" * 29_000 if "codec" in kind else b""
    run(ask(Front(application), headers=[DEAR[kind]], query=query))
    (environ,) = application.seen
    began = time.process_time()
    request = WSGIRequest(environ)
    assert request.GET is not None
    assert ("kept" in request.COOKIES) is ("cookie" in kind)
    assert time.process_time() - began < 0.1


@pytest.mark.parametrize(
    "kind", ["text/plain; a*=u''b", "text/plain; charset=hex", "application/json;charset=idna", "text/plain; charset=undefined"]
)
def test_no_content_type_is_our_failure(kind: str) -> None:
    status, headers, body = run(
        ask(Front(get_wsgi_application()), "/livez", method="GET", headers=[(b"content-type", kind.encode())])
    )
    assert (status, body) == (200, b"ok\n") and b"X-Request-Id" in headers


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("application/json; Charset=UTF-8", ("application/json", {"charset": "utf-8"})),
        ('Application/JSON;charset="utf-8";x=y', ("application/json", {"charset": "utf-8"})),
        ("application/json; charset=utf-16", ("application/json", {"charset": "unread"})),
        ("application/x-www-form-urlencoded", ("application/x-www-form-urlencoded", {})),
        ("application/x-www-form-urlencoded; x=y", ("application/x-www-form-urlencoded", {})),
        ("", ("", {})),
    ],
)
def test_a_content_type_says_what_it_said(sent: str, read: tuple[str, dict[str, str]]) -> None:
    application = Application()
    run(ask(Front(application), headers=[(b"content-type", sent.encode())]))
    (environ,) = application.seen
    request = WSGIRequest(environ)
    assert (request.content_type, request.content_params) == read and request.encoding in (None, "utf-8")


def test_a_body_that_does_not_end_in_time_costs_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "BODY_SECONDS", 0.05)
    application = Application()
    asked = Front(application)
    status, headers, _ = run(ask(asked, chunks=[b"g"], unfinished=True))
    assert (status, headers[b"connection"]) == (408, b"close")
    assert not application.seen and asked.bodies.total == 0


@pytest.mark.parametrize("chunks", [[b"x" * 200_000, b"x" * 100_000], None])
def test_a_body_beyond_the_measure_is_refused_before_it_is_held(chunks: list[bytes] | None) -> None:
    application = Application()
    asked = Front(application)
    headers = [] if chunks else [(b"content-length", b"300000")]
    assert run(ask(asked, chunks=chunks, headers=headers, unfinished=True))[0] == 413
    assert not application.seen and asked.bodies.total == 0


def test_a_client_that_leaves_is_not_answered() -> None:
    application = Application()
    assert run(ask(Front(application), chunks=[b"g", None])) is None  # type: ignore[list-item]
    assert not application.seen


def test_all_bodies_together_have_a_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "BODIES_BYTES", 100_000)
    application = Application()

    async def story() -> None:
        asked = Front(application)
        slow = asyncio.create_task(ask(asked, chunks=[b"x" * 90_000], unfinished=True))
        await asyncio.sleep(0)
        status, headers, _ = await ask(asked, chunks=[b"x" * 20_000])
        assert status == 503 and int(headers[b"retry-after"]) > 0
        assert (await ask(asked, chunks=[b"x" * 5_000]))[0] == 200
        slow.cancel()

    run(story())


def test_whoever_holds_the_most_bytes_makes_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "BODIES_BYTES", 100_000)
    application = Application()

    async def story() -> None:
        asked = Front(application)
        greedy = [
            asyncio.create_task(ask(asked, chunks=[b"x" * 24_000], unfinished=True, peer=f"203.0.113.{number}"))
            for number in range(4)
        ]
        await asyncio.sleep(0)
        assert 96_000 <= asked.bodies.total < 97_000
        assert (await ask(asked, chunks=[b"x" * 10_000], peer="198.51.100.7"))[0] == 200
        assert [task.done() for task in greedy] == [False, False, False, True]  # the newest of the greediest
        assert greedy[3].result()[0] == 503 and 72_000 <= asked.bodies.total < 73_000
        for task in greedy[:3]:
            task.cancel()
        await asyncio.gather(*greedy, return_exceptions=True)
        assert asked.bodies.total == 0 and not asked.bodies.callers and not asked.bodies.requests

    run(story())


def test_heads_that_wait_for_their_bodies_have_the_same_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "BODIES_BYTES", 100_000)
    application = Application()

    async def story() -> None:
        asked, large = Front(application), [(b"x-large", b"x" * 20_000)]
        greedy = [
            asyncio.create_task(
                ask(asked, chunks=[b""], unfinished=True, headers=large, query=b"q" * 20_000, peer=f"203.0.113.{number}")
            )
            for number in range(4)
        ]
        await asyncio.sleep(0)
        assert asked.bodies.total <= 100_000 and [task.done() for task in greedy] == [False, False, True, True]
        assert (await ask(asked, chunks=[b"x" * 30_000], peer="198.51.100.7"))[0] == 200
        for task in greedy:
            task.cancel()
        await asyncio.gather(*greedy, return_exceptions=True)
        assert asked.bodies.total == 0 and not asked.bodies.requests

    run(story())


@pytest.mark.parametrize(("announced", "status"), [(b"0" * 5_000 + b"5", 200), (b"9" * 5_000, 413)])
def test_an_announced_length_of_thousands_of_digits_is_read(announced: bytes, status: int) -> None:
    answer = run(ask(Front(Application()), chunks=[b"hello"], headers=[(b"content-length", announced)]))
    assert answer[0] == status


def test_bodies_that_wait_for_a_thread_make_room_too(monkeypatch: pytest.MonkeyPatch) -> None:
    application = Application()

    async def story() -> None:
        asked, crowd = await _flood(application, front.THREADS)
        asked.bodies.limit = 100_000
        waiting = [asyncio.create_task(ask(asked, chunks=[b"x" * 45_000], peer=f"203.0.113.{number}")) for number in range(2)]
        await asyncio.sleep(0)
        honest = asyncio.create_task(ask(asked, chunks=[b"x" * 20_000], peer="198.51.100.7"))
        assert (await waiting[1])[0] == 503
        application.may_answer.set()
        assert [(await task)[0] for task in (honest, waiting[0], *crowd)] == [200] * (front.THREADS + 2)

    run(story())


async def _flood(application: Application, requests: int) -> tuple[Front, list[asyncio.Task[Any]]]:
    """Requests of one network that each hold a thread or wait for one."""
    application.may_answer.clear()
    asked = Front(application)
    crowd = [asyncio.create_task(ask(asked, peer=f"203.0.113.{number % 250}")) for number in range(requests)]
    while len(application.seen) < front.THREADS:  # noqa: ASYNC110 - it is filled in other threads
        await asyncio.sleep(0.01)
    return asked, crowd


def test_liveness_answers_while_every_thread_is_held_and_an_honest_request_is_next() -> None:
    application = Application()

    async def story() -> None:
        asked, crowd = await _flood(application, 3 * front.WAITING)
        assert (await ask(asked, "/livez"))[0] == 200
        honest = asyncio.create_task(ask(asked, "/honest", peer="198.51.100.7"))
        await asyncio.sleep(0)
        application.may_answer.set()
        assert (await honest)[0] == 200
        before = [environ["PATH_INFO"] for environ in application.seen].index("/honest")
        assert before <= 2 * front.THREADS + 1  # those that held a thread, and at most one each that came at the same moment
        statuses = [answer[0] for answer in await asyncio.gather(*crowd)]
        assert statuses.count(200) >= front.WAITING and set(statuses) == {200, 503}

    run(story())


def test_whoever_waits_too_long_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "WAIT_SECONDS", 0.05)
    application = Application()

    async def story() -> None:
        asked, crowd = await _flood(application, front.THREADS)
        status, headers, _ = await ask(asked, peer="198.51.100.7")
        assert status == 503 and int(headers[b"retry-after"]) > 0
        application.may_answer.set()
        await asyncio.gather(*crowd)
        assert asked.lane.turns.free == front.THREADS

    run(story())
