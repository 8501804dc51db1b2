"""Two server processes on one database, and a crowd that posts the same form to both at once."""

import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from idp.operations.management.commands import serve
from tests.races.conftest import Pool

HOST = "localhost:8000"  # the issuer's, whatever port a node listens on
READY_SECONDS = 60
ANSWER_SECONDS = 30
STOP_SECONDS = 10


_numbers = itertools.count()


def _next_address() -> str:
    """An address in a network of its own."""
    number = next(_numbers)
    return f"10.{number >> 8 & 255}.{number & 255}.1"


@dataclass(frozen=True)
class Answer:
    """What one of the crowd was told."""

    status: int
    body: dict[str, Any]


class Node:
    """One granian server, as `idp serve` runs it: one worker with eight threads."""

    def __init__(self, environment: dict[str, str], *, whole: bool = False) -> None:
        """``whole``: by `idp serve` itself, with what it makes before the server starts."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        command = serve.command("127.0.0.1", self.port, 1)
        if whole:
            command = [sys.executable, "-m", "idp.cli", "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=environment, start_new_session=True, **quiet)

    def wait_until_ready(self) -> None:
        """Return when it answers."""
        ends_at = time.monotonic() + READY_SECONDS
        while not self._answers():
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < ends_at, "the server does not answer"
            time.sleep(0.05)

    def connect(self) -> http.client.HTTPConnection:
        """An open connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.connect()
        except OSError:
            connection.close()
            raise
        return connection

    def stop(self) -> None:
        """End the process and its worker."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """The server and its worker at once, as when the machine loses its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        try:
            with closing(self.connect()) as connection:
                connection.request("GET", "/livez")
                return connection.getresponse().status == HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


class Nodes:
    """The two of them. The time in which a doubled redemption only fails is longer: a slow machine is no thief."""

    def __init__(self, pool: Pool) -> None:
        environment = pool.environment | {"IDP_CODE_REUSE_TOLERANCE": "60s", "IDP_LOG_LEVEL": "error"}
        self.nodes = [Node(environment), Node(environment)]
        for node in self.nodes:
            node.wait_until_ready()

    def token(self, form: dict[str, str], times: int = 1) -> list[Answer]:
        """Post ``form`` to the token endpoint ``times`` times at once, in turn to one node and the other."""
        answers: list[Answer] = []
        gate = threading.Barrier(times)
        crowd = [
            threading.Thread(target=self._take_part, args=(place, urlencode(form), gate, answers), daemon=True)
            for place in range(times)
        ]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(2 * ANSWER_SECONDS)
        assert len(answers) == times, f"{times - len(answers)} were not answered"
        return answers

    def _take_part(self, place: int, body: str, gate: threading.Barrier, answers: list[Answer]) -> None:
        headers = {
            "Host": HOST,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": _next_address(),  # refusals are counted for each network; nobody here is a flood
        }
        with closing(self.nodes[place % len(self.nodes)].connect()) as connection:
            gate.wait()
            connection.request("POST", "/oauth2/token", body, headers)
            response = connection.getresponse()
            answers.append(Answer(response.status, json.loads(response.read())))

    def stop(self) -> None:
        """End both."""
        for node in self.nodes:
            node.stop()
