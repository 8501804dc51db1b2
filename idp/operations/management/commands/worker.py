"""`idp worker`: the Celery workers with their schedule, apart from each other, so that a slow client holds up no mail."""

import os
import signal
import subprocess
import sys
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.core.wakeup import Lane
from idp.operations import fitness

NO_BROKER = (
    "There is no broker: set IDP_BROKER_URL or IDP_REDIS_URL. Without one no worker is needed; `idp serve` sends mail "
    "and notices by itself."
)
PARTS = {"mail": (Lane.MAIL, Lane.DEFAULT), "deliveries": (Lane.DELIVERIES,)}  # each in processes of its own


class Command(BaseCommand):
    """Exit codes: that of the worker that ended first; 1 without a broker; 78 where ring or database are unfit."""

    help = "Run the workers and their schedule: idp worker --concurrency 2. Needs a broker (IDP_BROKER_URL or IDP_REDIS_URL)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--concurrency", type=int, default=2, help="processes for mail, and as many for clients (default 2)"
        )
        parser.add_argument("--schedule", default="var/celerybeat-schedule", help="where the schedule keeps its place")
        parser.add_argument(
            "--only", choices=sorted(PARTS), help="mail (with the schedule) or deliveries to clients, where each is run apart"
        )

    def handle(self, *_: Any, concurrency: int, schedule: str, only: str | None, **__: Any) -> None:
        if not settings.CELERY_BROKER_URL:
            raise CommandError(NO_BROKER)
        fitness.require()
        sys.stdout.flush()
        commands = {part: _celery(part, concurrency, schedule) for part in PARTS}
        if only:
            os.execv(sys.executable, commands[only])  # noqa: S606 - this process becomes the worker
        sys.exit(_together(list(commands.values())))


def _celery(part: str, concurrency: int, schedule: str) -> list[str]:
    return [
        sys.executable, "-m", "celery", "--app", "idp.celery", "worker", "--hostname", f"{part}@%h",
        "--queues", ",".join(PARTS[part]), "--concurrency", str(concurrency), "--loglevel", settings.IDP.log_level,
        *(["--beat", "--schedule", schedule] if Lane.DEFAULT in PARTS[part] else []),
    ]  # fmt: skip


def _together(commands: list[list[str]]) -> int:
    """Run all until one ends, or until somebody asks; then the others end too. Returns the first one's exit code."""
    workers = [subprocess.Popen(command) for command in commands]  # noqa: S603 - this interpreter, our own arguments

    def end(_number: int = 0, _frame: FrameType | None = None) -> None:
        for worker in workers:
            if worker.poll() is None:
                worker.terminate()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, lambda *_: None)  # a terminal tells the workers as well
    pid, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    next(worker for worker in workers if worker.pid == pid).returncode = code
    end()
    for worker in workers:
        worker.wait()
    return max(code, 0)
