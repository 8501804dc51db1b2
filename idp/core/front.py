"""The front of the server: an ASGI application that reads each request whole before a thread of Django's sees it.

Waiting costs no thread here. Slow senders wait in the event loop, against a deadline; whole requests wait for a thread in
turn, network by network. What answers without I/O has a thread of its own, so liveness shares none with what may take long.
Spec: ASGI 3.0 (HTTP); PEP 3333; RFC 9110 §15.5.9 (408), §15.5.14 (413); RFC 6585 §5 (431); RFC 9112 §7.1 (chunked).
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

from idp.core import heads, metrics
from idp.core.bodies import Bodies, Full, Held
from idp.core.http import caller, network
from idp.core.turns import Busy, Turns

HEADERS_BYTES = 64 * 1024  # of one request: its address, names and values
THREADS = 8  # of a process: enough to overlap the waits for the database, few enough for its connections
WAITING = 256  # whole requests that wait for a thread
WAIT_SECONDS = 10
BODY_SECONDS = 10  # from the head of a request to the end of its body
BODIES_BYTES = 32 * 1024 * 1024  # held in one process, by requests that are being read, wait or are answered
RETRY_SECONDS = 5
CALLERS = (24, 48)  # who takes turns: networks of this size, IPv4 and IPv6
BODY_HEADERS = frozenset({b"content-length", b"transfer-encoding"})  # without one there is no body (RFC 9112 §6.3)
WITHOUT_WAITING = frozenset({"/livez"})  # answered without any I/O
READ_BEFORE = {"HTTP_COOKIE": heads.cookies, "CONTENT_TYPE": heads.content_type}  # so that Django has little to read

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[..., Iterable[bytes]]  # WSGI
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]  # status, headers, body


class Refused(Exception):
    """A request that Django never sees."""

    def __init__(self, status: HTTPStatus, reason: str, text: str) -> None:
        super().__init__(reason)
        self.status, self.reason, self.text = status, reason, text


class Gone(Exception):
    """The client has left."""


class Lane:
    """Threads of their own, and the turns at them."""

    def __init__(self, application: Application, threads: int, waiting: int, name: str) -> None:
        self.application = application
        self.turns = Turns(threads, waiting)
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, environ: dict[str, Any], held: Held) -> Answer:
        """Django's answer, once it is this caller's turn. Raises: Refused."""
        if not self.turns.take_free():
            try:
                async with asyncio.timeout(WAIT_SECONDS) as deadline:
                    with held.waits_until(deadline):
                        await self.turns.take(held.caller)
            except (Busy, TimeoutError):
                raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "Too many requests are waiting.") from None
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, answer_of, self.application, environ)
        finally:
            self.turns.give()


class Front:
    """The ASGI application around a WSGI application."""

    def __init__(self, application: Application) -> None:
        self.lane = Lane(application, THREADS, WAITING, "request")
        self.quick = Lane(application, 1, WAITING, "quick")
        self.bodies = Bodies(BODIES_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            raise ValueError("only HTTP is served")
        body = bytearray()
        environ = environ_of(scope)
        held = Held(network(caller(environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_FOR", "")), *CALLERS))
        try:
            if head_size(scope) > HEADERS_BYTES:
                raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "large_head", "The headers are too large.")
            if not BODY_HEADERS.isdisjoint(name for name, _ in scope["headers"]):
                await self._read(scope, receive, body, held)
            environ["wsgi.input"] = BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))  # whatever was announced, and for a chunked body nothing was
            lane = self.quick if scope["path"] in WITHOUT_WAITING else self.lane
            status, headers, content = await lane.run(environ, held)
        except Refused as refusal:
            metrics.turned_away.labels(refusal.reason).inc()
            status, headers, content = _answer(refusal)
        except Gone:
            return
        finally:
            self.bodies.release(held)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _read(self, scope: Scope, receive: Receive, body: bytearray, held: Held) -> None:
        """Read the body whole. Raises: Refused, Gone."""
        limit, head = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, head_size(scope)
        if _announced(scope) > limit:
            raise _too_large()
        try:
            async with asyncio.timeout(BODY_SECONDS) as deadline:
                with held.waits_until(deadline):
                    self._hold(held, head, body, limit)
                    while await _has_more(receive, body):
                        self._hold(held, head, body, limit)
                    self._hold(held, head, body, limit)
        except TimeoutError:
            if held.is_given_up:
                raise _no_room() from None
            text = f"The request did not arrive within {BODY_SECONDS} seconds."
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "slow_body", text) from None

    def _hold(self, held: Held, head: int, body: bytearray, limit: int) -> None:
        """Count what has been read: a head of sixty kilobytes waits for its body like one. Raises: Refused."""
        if len(body) > limit:
            raise _too_large()
        try:
            self.bodies.grow(held, head + len(body) - held.size)
        except Full:
            raise _no_room() from None


async def _has_more(receive: Receive, body: bytearray) -> bool:
    """Take the next part of a body; whether more is to come. Raises: Gone."""
    message = await receive()
    if message["type"] != "http.request":
        raise Gone
    body += message.get("body", b"")
    return bool(message.get("more_body", False))


def environ_of(scope: Scope) -> dict[str, Any]:
    """The request as a WSGI environment, but for its body.

    A header whose name has an underscore is dropped: it would pass for another.
    """
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REMOTE_ADDR": client[0],
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",  # TLS ends at the proxy
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        separator = "; " if name == "COOKIE" else ","
        environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
    for name, read in READ_BEFORE.items():
        if name in environ:
            environ[name] = read(environ[name])
    return environ


def answer_of(application: Application, environ: dict[str, Any]) -> Answer:
    """What the application answers, to the last byte; runs in a thread."""
    head: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        head[:] = [int(status[:3]), [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]]

    response = application(environ, start_response)
    with closing(response):  # type: ignore[type-var]  # Django's responses can be closed; it gives connections back
        content = b"".join(response)
    return head[0], head[1], content


def head_size(scope: Scope) -> int:
    """The bytes of a request before its body."""
    return len(scope["raw_path"]) + len(scope["query_string"]) + sum(len(name) + len(value) for name, value in scope["headers"])


def _announced(scope: Scope) -> int:
    """The length that was announced; zeros in front of one say nothing, and Python reads no number of thousands of digits."""
    lengths = [value.lstrip(b"0") for name, value in scope["headers"] if name == b"content-length" and value.isdigit()]
    return max((int(value[:20] or b"0") for value in lengths), default=0)


def _too_large() -> Refused:
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "large_body", "The request is too large.")


def _no_room() -> Refused:
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, "memory", "Too many requests are being read.")


def _answer(refusal: Refused) -> Answer:
    content = f"{refusal.text}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(content)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", str(RETRY_SECONDS).encode()))
    return refusal.status, headers, content
