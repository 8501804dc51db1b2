"""`idp worker`: the Celery worker with its schedule."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.operations import fitness

NO_BROKER = (
    "There is no broker: set IDP_BROKER_URL or IDP_REDIS_URL. Without one no worker is needed; `idp serve` sends mail "
    "and notices by itself."
)


class Command(BaseCommand):
    """Exit codes: those of the worker; 1 without a broker; 78 where ring or database are unfit."""

    help = "Run the worker and its schedule: idp worker --concurrency 2. Needs a broker (IDP_BROKER_URL or IDP_REDIS_URL)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="processes (default 2)")
        parser.add_argument("--schedule", default="var/celerybeat-schedule", help="where the schedule keeps its place")

    def handle(self, *_: Any, concurrency: int, schedule: str, **__: Any) -> None:
        if not settings.CELERY_BROKER_URL:
            raise CommandError(NO_BROKER)
        fitness.require()
        arguments = [
            sys.executable, "-m", "celery", "--app", "idp.celery", "worker", "--beat", "--schedule", schedule,
            "--concurrency", str(concurrency), "--loglevel", settings.IDP.log_level,
        ]  # fmt: skip
        sys.stdout.flush()
        os.execv(sys.executable, arguments)  # noqa: S606 - this process becomes the worker
