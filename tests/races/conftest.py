"""A pool of processes on one database, and a starting gun.

The database is a new SQLite file, or a new one beside that which ``GATEHOUSE_RACE_DATABASE_URL`` names.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services import under_test

PROCESSES = 4
Race = Callable[..., list[Any]]


class Pool:
    """Worker processes that share a database and nothing else."""

    def __init__(self, database_url: str) -> None:
        self.environment = os.environ | {
            "IDP_DATABASE_URL": database_url,
            "IDP_EMAIL_URL": "memory://",  # each participant reads its own mail
            "DJANGO_SETTINGS_MODULE": "idp.settings.base",
        }
        subprocess.run([*self.command, "create"], env=self.environment, check=True)
        self.workers = [self._start() for _ in range(PROCESSES)]

    command = (sys.executable, "-m", "tests.races.worker")

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def run(self, act: str, participants: list[dict[str, Any]]) -> list[Any]:
        """Every participant's result, in order; all of them start at once."""
        shares = [participants[place :: len(self.workers)] for place in range(len(self.workers))]
        taking_part = [(worker, share) for worker, share in zip(self.workers, shares, strict=True) if share]
        for worker, share in taking_part:
            self._say(worker, json.dumps({"act": act, "arguments": share}))
        for worker, _ in taking_part:
            assert self._hear(worker) == "ready"
        for worker, _ in taking_part:
            self._say(worker, "go")
        results: list[Any] = [None] * len(participants)
        for place, (worker, _) in enumerate(taking_part):
            results[place :: len(self.workers)] = json.loads(self._hear(worker))
        return results

    @staticmethod
    def _say(worker: subprocess.Popen[str], line: str) -> None:
        assert worker.stdin is not None
        worker.stdin.write(line + "\n")
        worker.stdin.flush()

    @staticmethod
    def _hear(worker: subprocess.Popen[str]) -> str:
        assert worker.stdout is not None
        return worker.stdout.readline().strip()

    def close(self) -> None:
        for worker in self.workers:
            for pipe in (worker.stdin, worker.stdout):
                assert pipe is not None
                pipe.close()
            worker.wait(timeout=20)


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    path: Path = tmp_path_factory.mktemp("races") / "race.sqlite3"
    server = os.environ.get("GATEHOUSE_RACE_DATABASE_URL")
    pool = Pool(under_test.new_database(server) if server else f"sqlite:///{path}")
    yield pool
    pool.close()


@pytest.fixture
def race(pool: Pool) -> Race:
    """``race("act", {...}, times=20)`` or ``race("act", [{...}, {...}])``: what each participant met."""

    def start(act: str, arguments: dict[str, Any] | list[dict[str, Any]], times: int = 1) -> list[Any]:
        return pool.run(act, arguments if isinstance(arguments, list) else [arguments] * times)

    return start


@pytest.fixture
def ask(race: Race) -> Callable[..., Any]:
    """``ask("act", …)``: the same act, alone."""
    return lambda act, **arguments: race(act, [arguments])[0]
