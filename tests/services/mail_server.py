"""Mail servers of a test's own: real SMTP, clear or under TLS, well-behaved or not."""

import asyncio
import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tests.services.place import free_ports

USER, PASSWORD = "relay", "only/a test"
HOLD_SECONDS = 20
Files = tuple[Path, Path]
_REPLY = re.compile(rb"(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n")


@dataclass
class Server:
    """What it was told, and what it says: aiosmtpd's handler."""

    port: int
    to_recipient: str = ""
    to_data: str = "250 kept"
    answers: threading.Event = field(default_factory=threading.Event)  # until it is set, who hands a mail over waits
    mails: list[Any] = field(default_factory=list)
    passwords: list[tuple[str, bool]] = field(default_factory=list)  # each one heard, and whether under TLS

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.to_data.startswith("250"):
            self.mails.append(read(envelope.content))
        await asyncio.to_thread(self.answers.wait, HOLD_SECONDS)
        return self.to_data

    def authenticate(self, server: SMTP, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        password = given.password.decode()
        self.passwords.append((password, server.transport.get_extra_info("sslcontext") is not None))
        return AuthResult(success=(given.login.decode(), password) == (USER, PASSWORD))


def read(content: bytes) -> Message:
    """A mail as the server was given it."""
    return BytesParser(policy=default).parsebytes(content.replace(b"\r\n", b"\n"))


@contextmanager
def serving(
    *, starttls: Files | None = None, tls: Files | None = None, auth: bool = False, port: int = 0, **says: str
) -> Iterator[Server]:
    """A server on loopback: with STARTTLS required, under TLS from the start, or clear; ``says`` are its answers."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the server's own lines are none of the product's
    handler = Server(port or free_ports(1)[0], **says)
    arguments: dict[str, Any] = {"authenticator": handler.authenticate, "auth_require_tls": False}
    if starttls:
        arguments |= {
            "tls_context": _context(starttls),
            "require_starttls": True,
            "auth_require_tls": True,
            "auth_required": auth,
        }
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=handler.port,
        ssl_context=_context(tls) if tls else None,
        **arguments,
    )
    controller.start()
    handler.answers.set()
    try:
        yield handler
    finally:
        handler.answers.set()
        controller.stop()


@contextmanager
def scripted(said: bytes, *, then: bytes = b"", pause_seconds: float = 0.05) -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server and the lines that it hears: one reply of ``said`` to the connection and to each line.

    After the last of them it dribbles ``then``, a byte every ``pause_seconds``.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    is_over, heard = threading.Event(), list[bytes]()

    def speak(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            for place, reply in enumerate(_REPLY.findall(said)):
                if place:
                    heard.append(lines.readline())
                connection.sendall(reply)
            for byte in then:
                is_over.wait(pause_seconds)
                connection.sendall(bytes([byte]))
            heard.append(lines.readline())

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=speak, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        is_over.set()
        listener.close()


def _context(files: Files) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context
