"""A process that outlives the command which started it: found again by its pid file, stopped by its pid."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

READY_SECONDS = 60
STOP_SECONDS = 20
_children: "dict[int, subprocess.Popen[bytes]]" = {}  # of this process, so that it takes note of their end


class Failed(Exception):
    """A service did not come up; the text holds the end of its log."""


@dataclass(frozen=True)
class Daemon:
    """One service: how to start it, and how to know that it answers."""

    name: str
    command: list[str]
    folder: Path
    answers: Callable[[], bool]
    program: str = ""  # the file to run where the command's first word is only the name that it goes by
    environment: Mapping[str, str] = field(default_factory=dict)

    def start(self) -> bool:
        """Start it unless it runs, and wait until it answers; whether it was started. Raises: Failed."""
        if self.pid() is not None:
            self._wait()
            return False
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                self.command,
                executable=self.program or None,
                env=os.environ | self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _children[process.pid] = process
        self._pid_file.write_text(f"{process.pid} {_born(process.pid)}\n", encoding="ascii")
        self._wait(process)
        return True

    def stop(self) -> bool:
        """Stop it if it runs; whether it did."""
        pid = self.pid()
        if pid is None:
            return False
        for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)  # a frozen process hears nothing else
                os.kill(pid, number)
            ends_at = time.monotonic() + seconds
            while self.pid() is not None and time.monotonic() < ends_at:
                time.sleep(0.05)
            if self.pid() is None:
                break
        self._pid_file.unlink(missing_ok=True)
        return True

    def pid(self) -> int | None:
        """Its process, if it is still the one that was started: a pid that another process got since is not ours."""
        try:
            pid, born = self._pid_file.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return None
        if _born(int(pid)) == born:
            return int(pid)
        if child := _children.pop(int(pid), None):
            child.wait()
        return None

    def _wait(self, process: "subprocess.Popen[bytes] | None" = None) -> None:
        ends_at = time.monotonic() + READY_SECONDS
        while not self.answers():
            if (process is not None and process.poll() is not None) or time.monotonic() > ends_at:
                tail = "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
                raise Failed(f"{self.name} does not answer.\n{tail}\n(all of it: {self._log})")
            time.sleep(0.05)

    @property
    def _log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"


def _born(pid: int) -> str:
    """When a process was started, in the kernel's ticks; empty for none and for one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
