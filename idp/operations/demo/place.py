"""Where a demo lives: its folder, its ports and its environment. Read before Django is, so it imports none of it."""

import argparse
import os
import secrets
import shutil
import socket
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

DEFAULT_FOLDER = Path("var/demo")
SERVICES = Path("var/services/environment")
IS_NEW = "GATEHOUSE_DEMO_IS_NEW"  # its keys were made just now, so what an earlier one left in a database is of no use
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True)
class Place:
    """The folder and the ports of one demo."""

    folder: Path
    port: int = 8000
    rp_port: int = 8001
    app_port: int = 5173

    @classmethod
    def default(cls) -> "Place":
        """The demo of this checkout."""
        return cls(DEFAULT_FOLDER.resolve())

    @classmethod
    def of(cls, options: argparse.Namespace) -> "Place":
        """What the command line says."""
        return cls(Path(options.data).resolve(), options.port, options.rp_port, options.app_port)

    @property
    def environment(self) -> Path:
        return self.folder / "idp.env"

    @property
    def users(self) -> Path:
        return self.folder / "users.json"

    @property
    def configuration(self) -> Path:
        """The file for `idp apply`, with the generated passwords and secrets."""
        return self.folder / "configuration.json"

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def issuer(self) -> str:
        """On another host name than the sample client, because cookies ignore ports."""
        return f"http://localhost:{self.port}"

    @property
    def rp_url(self) -> str:
        return f"http://127.0.0.1:{self.rp_port}"

    @property
    def app_url(self) -> str:
        return f"http://localhost:{self.app_port}"


class Unready(Exception):
    """The demo cannot start here; the text says what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `idp demo`."""
    parser.add_argument("--port", type=int, default=8000, help="of the provider (default 8000)")
    parser.add_argument("--rp-port", type=int, default=8001, help="of the sample client (default 8001)")
    parser.add_argument("--app-port", type=int, default=5173, help="of the React app (default 5173)")
    parser.add_argument("--data", default=str(DEFAULT_FOLDER), help=f"folder of its data (default {DEFAULT_FOLDER})")
    parser.add_argument("--fresh", action="store_true", help="forget the data of earlier runs first")
    words = f"on MariaDB and Redis with a worker, as `make services` started them (default {SERVICES})"
    parser.add_argument("--services", nargs="?", const=str(SERVICES), metavar="FILE", help=words)


def prepare(arguments: list[str]) -> dict[str, str]:
    """Make the folder and its environment; returns the variables. Keys are generated once and stay. Raises: Unready."""
    parser = argparse.ArgumentParser("idp demo", allow_abbrev=False)
    add_arguments(parser)
    options, _ = parser.parse_known_args(arguments)
    place = Place.of(options)
    for option, port in (("--port", place.port), ("--rp-port", place.rp_port), ("--app-port", place.app_port)):
        _require_free(option, port)
    if options.fresh:
        _forget(place)
    place.folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    kept = read_environment(place.environment) if place.environment.exists() else {}
    embedded = {"IDP_DATABASE_URL": f"sqlite:///{place.folder}/idp.sqlite3"}
    variables = {
        "IDP_PUBLIC_URL": place.issuer,
        "IDP_SECRET_KEY": kept.get("IDP_SECRET_KEY") or secrets.token_urlsafe(48),
        "IDP_ENCRYPTION_KEYS": kept.get("IDP_ENCRYPTION_KEYS") or f"demo:{b64encode(secrets.token_bytes(32)).decode()}",
        **(_services(Path(options.services)) if options.services else embedded),
        "IDP_EMAIL_URL": f"file://{place.mail}",
        "IDP_OUTBOUND_ALLOW": place.rp_url,
        "IDP_SUPPORT_URL": "mailto:ada@example.org",
        "IDP_TRUSTED_PROXIES": "127.0.0.1/32",  # lets proofs on this machine speak for many addresses; limits stay on
    }
    write_private(place.environment, "".join(f"{name}={value}\n" for name, value in variables.items()))
    return variables | ({} if kept else {IS_NEW: "1"})


def _services(file: Path) -> dict[str, str]:
    """The demo's own database and Redis numbers on the servers that the file names. Raises: Unready."""
    try:
        named = read_environment(file)
        database, redis = named["IDP_DATABASE_URL"], named["IDP_REDIS_URL"]
    except (OSError, ValueError, KeyError):
        raise Unready(f"{file} does not name the services: run `make services` first.") from None
    server, redis_server = database.rpartition("/")[0], redis.rpartition("/")[0]
    return {
        "IDP_DATABASE_URL": f"{server}/gatehouse_demo",
        "IDP_REDIS_URL": f"{redis_server}/2",
        "IDP_BROKER_URL": f"{redis_server}/3",
    }


def read_environment(path: Path) -> dict[str, str]:
    """The variables of a ``NAME=value`` file; comments and blank lines are skipped. Raises: OSError, ValueError."""
    variables = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip().isidentifier():
            raise ValueError(f"line {number} is not NAME=value")
        variables[name.strip()] = value.strip()
    return variables


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; a reader never sees half of it."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)


def _require_free(option: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OverflowError:
            raise Unready(f"{option} {port} is not a port.") from None
        except OSError as error:
            remedy = f"stop the program that uses it, or choose another: idp demo {option} {port + 10}"
            raise Unready(f"port {port} cannot be used ({error.strerror}): {remedy}") from None


def _forget(place: Place) -> None:
    if not place.folder.exists() or not any(place.folder.iterdir()):
        return
    if not place.environment.exists():
        raise Unready(f"{place.folder} is not the folder of a demo; nothing was deleted.")
    shutil.rmtree(place.folder)
