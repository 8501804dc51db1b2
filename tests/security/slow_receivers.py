"""Receivers on loopback that are slow in every way there is, and a resolver that never answers."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PAUSE_SECONDS = 0.05


@contextlib.contextmanager
def dripping(said: bytes, then: bytes, *, tls: tuple[Path, Path] | None = None) -> Iterator[int]:
    """The port of a server that says ``said`` at once and then, for as long as anybody listens, ``then`` byte by byte."""
    context = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
    is_over = threading.Event()

    def speak(raw: socket.socket) -> None:
        with contextlib.suppress(OSError), raw:
            connection = context.wrap_socket(raw, server_side=True) if context else raw
            with connection:
                connection.sendall(said)
                while not is_over.wait(PAUSE_SECONDS):
                    for byte in then:
                        connection.sendall(bytes([byte]))
                        if is_over.wait(PAUSE_SECONDS):
                            return

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=speak, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=listen, daemon=True).start()
        yield listener.getsockname()[1]
        is_over.set()
        listener.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def accepting_nobody(port: int = 0) -> Iterator[int]:
    """The port of a server whose queue is full: what knocks hears nothing, as behind a firewall that drops."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", port))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


class Resolver:
    """Name servers that are silent for ``.silent`` names until ``speaks``, and know ``addresses`` of others."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, addresses: dict[str, list[str]] | None = None) -> None:
        self.speaks, self.asked, self.addresses = threading.Event(), list[str](), addresses or {}
        self.really = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self.answer)

    def answer(self, host: str, port: int, *arguments: Any, **named: Any) -> Any:
        """As ``socket.getaddrinfo``."""
        self.asked.append(host)
        if host.endswith(".silent"):
            self.speaks.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        found = [self.really(address, port, *arguments, **named) for address in self.addresses.get(host, [host])]
        return [entry for entries in found for entry in entries]
