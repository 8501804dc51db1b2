"""One process of a race: reads acts as JSON lines, lines its threads up, lets them go at once, prints what each met."""

import json
import os
import sys
import threading
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings


class NoMigrations:
    """The tables as the models say, whatever migrations there are."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def main() -> None:
    """Serve until stdin closes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "idp.settings.base"
    settings.OUTBOX_THREAD = False
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from tests.races import acts  # noqa: PLC0415 - after setup

    if sys.argv[1:] == ["create"]:
        with override_settings(MIGRATION_MODULES=NoMigrations()):
            call_command("migrate", run_syncdb=True, verbosity=0)
        return
    for line in sys.stdin:
        order = json.loads(line)
        run([(getattr(acts, order["act"]), arguments) for arguments in order["arguments"]])


def run(calls: list[tuple[Any, dict[str, Any]]]) -> None:
    """One thread a call; says ``ready``, waits for a line, prints the results in order."""
    results: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls) + 1)

    def take_part(place: int) -> None:
        connection.ensure_connection()
        gate.wait()
        act, arguments = calls[place]
        try:
            results[place] = act(**arguments)
        except Exception as error:  # noqa: BLE001 - an unexpected error is a result that the test does not expect
            results[place] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=take_part, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    say("ready")
    sys.stdin.readline()
    gate.wait()
    for thread in threads:
        thread.join()
    say(json.dumps(results))


def say(line: str) -> None:
    """Answer the starter."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
