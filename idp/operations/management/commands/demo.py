"""`idp demo`: a provider, a sample client and the React app on this machine."""

import os
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.core import clock
from idp.operations.demo import database, people, place
from idp.operations.demo.servers import Failed, Group, Server, python

STARTED_AT = "GATEHOUSE_STARTED_AT"  # set by make: Unix seconds before it installed anything


class Command(BaseCommand):
    """Exit codes: 0 stopped by Ctrl-C, 1 could not start or a process ended."""

    help = "Show Gatehouse on this machine: idp demo [--port 8000] [--fresh]. Ctrl-C stops all."
    requires_system_checks: list[str] = []  # the checks run in the server's own start; here they would come before migrate

    def add_arguments(self, parser: CommandParser) -> None:
        place.add_arguments(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        began = time.monotonic()
        here = place.Place.of(Namespace(**options))
        is_first = not here.users.exists()
        configuration = people.write(here)
        database.fill(here)
        group = Group(_servers(here, people.sample_secret(configuration)), here.logs)
        try:
            group.start()
            if not group.stopping:
                self.stdout.write(_words(here, configuration["users"], _times(here, began, is_first=is_first)))
                self.stdout.flush()
            group.wait()
        except Failed as error:
            raise CommandError(str(error)) from None
        finally:
            group.stop()
        self.stdout.write("Stopped.")


def _servers(here: place.Place, sample_secret: str) -> list[Server]:
    sample = {
        "OIDC_ISSUER": here.issuer,
        "OIDC_CLIENT_ID": people.SAMPLE_CLIENT,
        "OIDC_CLIENT_SECRET": sample_secret,
        "PORT": str(here.rp_port),
    }
    serve = python("-m", "idp.cli", "serve", "--bind", f"127.0.0.1:{here.port}", "--workers", "2")
    app = python(
        "-m", "idp.operations.demo.app_server", str(settings.APP_DIST), str(here.app_port), here.issuer, people.APP_CLIENT
    )
    servers = [
        Server("provider", serve, here.port, "/readyz"),
        Server("sample client", python("-m", "demo_client"), here.rp_port, "/", sample),
    ]
    if settings.CELERY_BROKER_URL:
        work = python("-m", "idp.cli", "worker", "--concurrency", "1", "--schedule", str(here.folder / "schedule"))
        servers.append(Server("worker", work))
    return [*servers, Server("app", app, here.app_port, "/config.json")] if settings.APP_DIST else servers


def _times(here: place.Place, began: float, *, is_first: bool) -> str:
    """How long this start took, and the first one with everything installed."""
    path = here.folder / "cold-start-seconds"
    took = time.monotonic() - began
    if is_first:
        since = float(os.environ.get(STARTED_AT) or clock.unix_time() - took)
        path.write_text(f"{max(took, clock.unix_time() - since):.0f}", encoding="ascii")
    cold = path.read_text(encoding="ascii") if path.exists() else "?"
    return f"Started in {took:.1f} s (cold start, all set-up included: {cold} s)."


def _words(here: place.Place, users: list[dict[str, Any]], times: str) -> str:
    app = f"{here.app_url}   (React app)" if settings.APP_DIST else "React app not built; in frontend: npm ci && npm run build"
    ada, bob = users
    return f"""
Gatehouse       {here.issuer}
Sample client   {here.rp_url}
Your account    {app}

Sign in as      {ada["email"]}   {ada["password"]}   (administrator, authenticator app)
                {bob["email"]}   {bob["password"]}   (codes by e-mail)
Codes           idp dev otp {ada["email"]}
                idp dev mailbox --to {bob["email"]} --code
Administration  {here.issuer}/manage/clients

{times} Data: {_short(here.folder)}. Ctrl-C stops all.
"""


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
