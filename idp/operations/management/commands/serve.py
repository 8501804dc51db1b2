"""`idp serve`: the web server."""

import os
import sys
import tempfile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.clients import account_console
from idp.core import metrics
from idp.oidc import keys

HEADERS_BYTES = 64 * 1024  # of one request; what is larger is answered 431 before it reaches Python
BLOCKING_THREADS = 8  # per worker: enough to overlap the waits for the database, few enough for its connections


class Command(BaseCommand):
    """Exit codes: those of the server; 1 for a bad --bind or a failed system check."""

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
        keys.ensure()
        account_console.ensure()
        arguments = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", host.strip("[]"), "--port", port,
            "--workers", str(workers), "--blocking-threads", str(BLOCKING_THREADS), "--log-level", "warning",
            "--http1-buffer-size", str(HEADERS_BYTES), "--respawn-failed-workers", "idp.wsgi:application",
        ]  # fmt: skip
        os.environ[metrics.FOLDER] = tempfile.mkdtemp(prefix="gatehouse-metrics-")  # mode 0700; new, so counts begin at 0
        sys.stdout.flush()
        os.execv(sys.executable, arguments)  # noqa: S606 - this process becomes the server: signals reach it directly
