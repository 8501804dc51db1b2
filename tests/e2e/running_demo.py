"""A demo of its own for the tests: free ports, a temporary folder, stopped by its process id."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.architecture.source import ROOT

START_SECONDS = 120
STOP_SECONDS = 15


@dataclass(frozen=True)
class Account:
    """A person of the demo."""

    email: str
    password: str
    totp_secret: str | None
    recovery_codes: tuple[str, ...]


@dataclass(frozen=True)
class Demo:
    """What runs, where, and with whom."""

    issuer: str
    rp: str
    app: str
    data: Path
    said: str
    accounts: dict[str, Account]

    @property
    def ada(self) -> Account:
        return self.accounts["ada@example.org"]

    @property
    def bob(self) -> Account:
        return self.accounts["bob@example.org"]

    @property
    def has_redis(self) -> bool:
        """Whether it runs on services; the embedded profile has none."""
        return "IDP_REDIS_URL=" in (self.data / "idp.env").read_text(encoding="utf-8")

    def idp(self, *arguments: str, check: bool = True) -> str:
        """Run an `idp` command against the demo; returns what it printed."""
        environment = without_configuration() | {"IDP_ENV_FILE": str(self.data / "idp.env")}
        command = [sys.executable, "-m", "idp.cli", *arguments]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180)
        assert ended.returncode == 0 or not check, f"idp {' '.join(arguments)}: {ended.stdout}{ended.stderr}"
        return ended.stdout.strip()

    def otp(self, account: Account) -> str:
        """The current, unused code of a person's app."""
        return self.idp("dev", "otp", account.email)

    def mailed_code(self, account: Account) -> str:
        """The code in the newest mail to a person."""
        return self.idp("dev", "mailbox", "--to", account.email, "--code")

    def mailed_link(self, account: Account) -> str:
        """The link in the newest mail to a person that has one."""
        return self.idp("dev", "mailbox", "--to", account.email, "--link")

    def log(self, server: str) -> str:
        """What a server wrote."""
        return (self.data / "log" / f"{server}.log").read_text(encoding="utf-8")


def without_configuration() -> dict[str, str]:
    """This process's environment without the configuration of the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("IDP_", "DJANGO_", "GATEHOUSE_"))}


@contextmanager
def running(folder: Path, *, tree: Path = ROOT, services: str = "") -> Iterator[Demo]:
    """`idp demo` in ``folder`` on free ports, from the source in ``tree``; on the services that a file names, else embedded."""
    data = folder / "demo"
    ports = dict(zip(("--port", "--rp-port", "--app-port"), map(str, free_ports(3)), strict=True))
    options = [word for pair in ports.items() for word in pair] + (["--services", services] if services else [])
    process = subprocess.Popen(
        [sys.executable, "-m", "idp.cli", "demo", "--fresh", "--data", str(data), *options],
        cwd=tree,
        env=without_configuration(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = _read_until_started(process)
        yield _demo(data, ports, said)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        finally:
            process.kill()
            assert process.stdout is not None
            process.stdout.close()


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses at the moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _read_until_started(process: subprocess.Popen[str]) -> str:
    lines: list[str] = []
    assert process.stdout is not None
    watchdog = threading.Timer(START_SECONDS, process.kill)
    watchdog.start()
    started_at = time.monotonic()
    try:
        for line in process.stdout:
            lines.append(line)
            if re.match(r"Started in ", line):
                return "".join(lines)
    finally:
        watchdog.cancel()
    raise AssertionError(f"the demo ended after {time.monotonic() - started_at:.0f} s:\n{''.join(lines)}")


def _demo(data: Path, ports: dict[str, str], said: str) -> Demo:
    users: list[dict[str, Any]] = json.loads((data / "users.json").read_text(encoding="utf-8"))
    accounts = {
        user["email"]: Account(user["email"], user["password"], user["totp_secret"], tuple(user["recovery_codes"]))
        for user in users
    }
    return Demo(
        issuer=f"http://localhost:{ports['--port']}",
        rp=f"http://127.0.0.1:{ports['--rp-port']}",
        app=f"http://localhost:{ports['--app-port']}",
        data=data,
        said=said,
        accounts=accounts,
    )
