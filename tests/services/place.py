"""Where the services live: folder, ports and passwords, chosen at the first start and kept in one environment file."""

import os
import secrets
import socket
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
USER = "gatehouse"
WORKERS_REDIS, BROKER_REDIS, DEMO_REDIS, TESTS_REDIS = 0, 1, 2, 8  # numbers of Redis databases; each test worker takes two


@dataclass(frozen=True)
class Place:
    """The folder of the services and what is written in their environment file."""

    folder: Path
    variables: dict[str, str]

    @property
    def mysql_port(self) -> int:
        return urlsplit(self.variables["IDP_DATABASE_URL"]).port or 0

    @property
    def mysql_password(self) -> str:
        return urlsplit(self.variables["IDP_DATABASE_URL"]).password or ""

    @property
    def redis_port(self) -> int:
        return urlsplit(self.variables["IDP_REDIS_URL"]).port or 0

    @property
    def smtp_port(self) -> int:
        return urlsplit(self.variables["IDP_EMAIL_URL"]).port or 0

    @property
    def mail(self) -> Path:
        """The folder in which the sink keeps every mail as a file."""
        return self.folder / "mail"


def default_folder() -> Path:
    """The services of this checkout."""
    return Path(os.environ.get("GATEHOUSE_SERVICES") or ROOT / "var" / "services")


def environment_file(folder: Path) -> Path:
    """What ``idp`` reads by IDP_ENV_FILE, and what the tests read."""
    return folder / "environment"


def prepare(folder: Path) -> Place:
    """The place, with ports and secrets chosen unless an earlier start did."""
    file = environment_file(folder)
    if file.exists():
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        return Place(folder, dict(line.split("=", 1) for line in lines))
    mysql, redis, smtp, issuer = free_ports(4)
    server = f"mysql://{USER}:{secrets.token_urlsafe(18)}@127.0.0.1:{mysql}"
    cache = f"redis://127.0.0.1:{redis}"
    variables = {
        "IDP_PUBLIC_URL": f"http://localhost:{issuer}",
        "IDP_SECRET_KEY": secrets.token_urlsafe(48),
        "IDP_ENCRYPTION_KEYS": f"services:{b64encode(secrets.token_bytes(32)).decode()}",
        "IDP_DATABASE_URL": f"{server}/gatehouse",
        "IDP_REDIS_URL": f"{cache}/{WORKERS_REDIS}",
        "IDP_BROKER_URL": f"{cache}/{BROKER_REDIS}",
        "IDP_EMAIL_URL": f"smtp://127.0.0.1:{smtp}",
        "GATEHOUSE_TEST_DATABASE_URL": f"{server}/gatehouse",
        "GATEHOUSE_TEST_REDIS_URL": cache,
        "GATEHOUSE_RACE_DATABASE_URL": f"{server}/gatehouse_races",
    }
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = "# Made by `make services`: for IDP_ENV_FILE, and for tests on these services.\n"
    text += "".join(f"{name}={value}\n" for name, value in variables.items())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as made:
        made.write(text)
    return Place(folder, variables)


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nothing listens on now."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
