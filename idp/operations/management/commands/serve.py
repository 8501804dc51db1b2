"""`idp serve`: the web server."""

import errno
import os
import resource
import socket
import sys
import tempfile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.clients import account_console
from idp.core import metrics
from idp.core.front import HEADERS_BYTES
from idp.oidc import keys
from idp.operations import fitness

HEADERS_MILLISECONDS = 10_000  # for the head of a request, the first and each further one; then the connection is closed
CONNECTIONS = 8192  # of one process: a slow or silent one costs a few kilobytes, no thread
STOP_SECONDS = 10  # for what is being answered when the server is stopped


class Command(BaseCommand):
    """Exit codes: those of the server; 1 for a bad or taken --bind or a failed check; 78 for an unfit ring or database."""

    help = "Serve: idp serve --bind 127.0.0.1:8000 --workers 2. Behind a proxy that ends TLS, see IDP_TRUSTED_PROXIES."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="host:port (default 127.0.0.1:8000)")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)")

    def handle(self, *_: Any, bind: str, workers: int, **__: Any) -> None:
        host, separator, port = bind.rpartition(":")
        if not separator or not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(f"--bind {bind} is not host:port")
        if workers < 1:
            raise CommandError("--workers must be at least 1")
        fitness.require()
        claim(host.strip("[]"), int(port))
        keys.ensure()
        account_console.ensure()
        os.environ[metrics.FOLDER] = tempfile.mkdtemp(prefix="gatehouse-metrics-")  # mode 0700; new, so counts begin at 0
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each connection is a file
        sys.stdout.flush()
        os.execv(sys.executable, command(host.strip("[]"), int(port), workers))  # noqa: S606 - this process becomes the server: signals reach it directly


def command(host: str, port: int, workers: int) -> list[str]:
    """The server's command line: HTTP/1.1 alone, since its HTTP/2 puts no bound on a body's time (ADR 17)."""
    return [
        sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws", "--http", "1", "--host", host, "--port", str(port),
        "--workers", str(workers), "--log-level", "warning", "--respawn-failed-workers",
        "--http1-buffer-size", str(HEADERS_BYTES), "--http1-header-read-timeout", str(HEADERS_MILLISECONDS),
        "--backpressure", str(CONNECTIONS), "--workers-kill-timeout", str(STOP_SECONDS), "--factory", "idp.asgi:application",
    ]  # fmt: skip


def claim(host: str, port: int) -> None:
    """Refuse an address that somebody serves already; the server itself would share it. Raises: CommandError.

    On Linux a name of this host and port is held until the last process of this server has ended, so of two starts at the
    same moment one is refused.
    """
    taken = CommandError(f"{host}:{port} is taken: another server listens there. Stop it, or choose another --bind.")
    if sys.platform == "linux":
        claimed = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            claimed.bind(f"\0gatehouse {host} {port}")
        except OSError:
            raise taken from None
        claimed.set_inheritable(True)
        claimed.detach()
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise taken from None
            raise CommandError(f"--bind {host}:{port}: {error.strerror}") from None
