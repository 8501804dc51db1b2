"""The processes of the demo: start them, wait until they answer, stop them all together."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from idp.operations.demo.place import PRIVATE_FOLDER

READY_SECONDS = 60
STOP_SECONDS = 8


class Failed(Exception):
    """A process of the demo did not come up, or ended; the text says which, with the end of its log."""


@dataclass
class Server:
    """One process: how to start it, and a path that answers 200 once it is ready; no path for one that serves nobody."""

    name: str
    command: list[str]
    port: int = 0
    probe: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None


class Group:
    """Several servers with one life; their output goes to one log file each."""

    def __init__(self, servers: list[Server], logs: Path) -> None:
        self.servers = servers
        self.logs = logs
        self.stopping = False

    def start(self) -> None:
        """Start all and wait until all answer. Raises: Failed."""
        self.logs.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        for server in self.servers:
            with self._log(server).open("wb") as log:
                server.process = subprocess.Popen(  # noqa: S603 - our own programs, arguments as a list
                    server.command,
                    env={**os.environ, **server.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C reaches this process alone, which stops them in order
                )
        end_at = time.monotonic() + READY_SECONDS
        for server in self.servers:
            while not self.stopping and not _answers(server):
                self._require_alive()
                if time.monotonic() > end_at:
                    raise Failed(f"The {server.name} does not answer after {READY_SECONDS} s.\n{self._tail(server)}")
                time.sleep(0.05)

    def wait(self) -> None:
        """Return when somebody stops the demo. Raises: Failed when a process ends by itself."""
        while not self.stopping:
            self._require_alive()
            time.sleep(0.2)

    def stop(self) -> None:
        """End every process and what it started."""
        for server in self.servers:
            self._signal(server, signal.SIGTERM)
        end_at = time.monotonic() + STOP_SECONDS
        for server in self.servers:
            if server.process is not None:
                try:
                    server.process.wait(max(0.1, end_at - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self._signal(server, signal.SIGKILL)
                    server.process.wait()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _require_alive(self) -> None:
        for server in self.servers:
            if server.process is not None and server.process.poll() is not None and not self.stopping:
                raise Failed(f"The {server.name} ended with code {server.process.returncode}.\n{self._tail(server)}")

    @staticmethod
    def _signal(server: Server, number: signal.Signals) -> None:
        if server.process is not None and server.process.poll() is None:
            os.killpg(server.process.pid, number)  # the session it leads: its workers as well

    def _log(self, server: Server) -> Path:
        return self.logs / f"{server.name.replace(' ', '-')}.log"

    def _tail(self, server: Server, count: int = 15) -> str:
        path = self._log(server)
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
        return "\n".join([*lines[-count:], f"(all of it: {path})"])


def python(*arguments: str) -> list[str]:
    """This interpreter with arguments."""
    return [sys.executable, *arguments]


def _answers(server: Server) -> bool:
    if not server.probe:
        return True
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=2)
    try:
        connection.request("GET", server.probe)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
