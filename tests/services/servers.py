"""Each service as a Daemon. MariaDB and Redis are Debian's programs with data, ports and settings of our own.

The database is MariaDB, or MySQL where ``mysql.SERVER`` says so. MariaDB here gives up durability against a power cut
(no fsync) for speed; everything else is as in production.
"""

import shutil
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.services import mysql
from tests.services.daemons import Daemon
from tests.services.place import ROOT, USER, Place

DATABASES = ("gatehouse", "gatehouse_demo", "gatehouse_races")


def all_of(place: Place) -> list[Daemon]:
    """In the order in which they start."""
    return [database(place), redis(place), sink(place), worker(place)]


def database(place: Place, *options: str) -> Daemon:
    """The database server with an account that may make databases, and the databases that the environment names."""
    if mysql.is_wanted():
        return mysql.daemon(place, lambda: _greets(place.mysql_port, b""), *options)
    return mariadb(place, *options)


def mariadb(place: Place, *options: str) -> Daemon:
    """MariaDB, with further options of its own."""
    folder = place.folder / "mariadb"
    data, start = folder / "data", folder / "start.sql"
    command = [
        "mariadbd", "--no-defaults", f"--datadir={data}", f"--init-file={start}", *_as_root(),
        "--bind-address=127.0.0.1", f"--port={place.mysql_port}", "--socket=mariadb.sock", "--skip-name-resolve",
        "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci", "--max-connections=200",
        "--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--skip-innodb-doublewrite", "--sync-frm=0",
        "--skip-log-bin", "--innodb-buffer-pool-size=256M", "--innodb-log-file-size=64M", "--table-open-cache=2000",
        *options,
    ]  # fmt: skip
    return Daemon(
        "mariadb", command, folder, lambda: _greets(place.mysql_port, b""), shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    )


def initialise(place: Place) -> None:
    """What the database server needs before its first start."""
    if mysql.is_wanted():
        mysql.initialise(place, _account_and_databases(place))
    else:
        _initialise_mariadb(place)


def _account_and_databases(place: Place) -> list[str]:
    statements = [f"CREATE USER IF NOT EXISTS '{USER}'@'127.0.0.1' IDENTIFIED BY '{place.mysql_password}';"]
    statements += [f"GRANT ALL ON *.* TO '{USER}'@'127.0.0.1' WITH GRANT OPTION;"]
    return statements + [f"CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb4;" for name in DATABASES]


def _initialise_mariadb(place: Place) -> None:
    folder = place.folder / "mariadb"
    folder.mkdir(parents=True, exist_ok=True)
    statements = _account_and_databases(place)
    (folder / "start.sql").write_text("\n".join(statements) + "\n", encoding="ascii")
    (folder / "start.sql").chmod(0o600)
    if not (folder / "data" / "mysql").exists():
        shutil.rmtree(folder / "data", ignore_errors=True)
        command = ["mariadb-install-db", "--no-defaults", f"--datadir={folder / 'data'}", "--skip-test-db", *_as_root()]
        made = subprocess.run(
            [*command, "--auth-root-authentication-method=socket"], capture_output=True, text=True, check=False, timeout=120
        )
        if made.returncode:
            sys.exit(f"MariaDB could not make its tables.\n{made.stdout}{made.stderr}")


def redis(place: Place, *options: str) -> Daemon:
    """Redis without persistence: it holds nothing that may not be lost."""
    program = shutil.which("redis-server") or shutil.which("redis-check-rdb") or "redis-server"  # Debian: one file, two names
    command = [
        "redis-server", "--bind", "127.0.0.1", "--port", str(place.redis_port), "--save", "", "--appendonly", "no",
        "--databases", "64", *options,
    ]  # fmt: skip
    return Daemon("redis", command, place.folder / "redis", lambda: _greets(place.redis_port, b"PING\r\n"), program)


def sink(place: Place) -> Daemon:
    """An SMTP server that keeps what it is given as files."""
    command = [sys.executable, "-m", "tests.services.mail_sink", str(place.smtp_port), str(place.mail)]
    return Daemon("mail", command, place.folder / "sink", lambda: _greets(place.smtp_port, b""), environment=_importable())


def worker(place: Place) -> Daemon:
    """The product's own worker with its schedule, on the database that the environment names."""
    folder = place.folder / "worker"
    command = [sys.executable, "-m", "idp.cli", "worker", "--concurrency", "1", "--schedule", str(folder / "schedule")]
    return Daemon("worker", command, folder, lambda: _says_ready(folder / "worker.log"), environment=_idp(place))


def migrate(place: Place) -> None:
    """Bring the database of the worker up to date."""
    subprocess.run(
        [sys.executable, "-m", "idp.cli", "migrate", "--verbosity", "0"], env=_idp(place), cwd=ROOT, check=True, timeout=300
    )


FIRST = {"mariadb": initialise, "mysql": initialise, "worker": migrate}  # what a service needs before it starts


def create_tables(environment: dict[str, str]) -> None:
    """The tables as the models say, in the database that the environment names."""
    subprocess.run([sys.executable, "-m", "tests.races.worker", "create"], env=environment, cwd=ROOT, check=True, timeout=300)


def _idp(place: Place) -> dict[str, str]:
    given = {name: value for name, value in place.variables.items() if name.startswith("IDP_")}
    return {"PATH": "/usr/bin:/bin", **_importable(), **given, "DJANGO_SETTINGS_MODULE": "idp.settings.base"}


def _importable() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT)}


def _as_root() -> list[str]:
    """Both programs refuse root unless told so by name."""
    return ["--user=root"] if Path("/proc/self").stat().st_uid == 0 else []


def _greets(port: int, question: bytes) -> bool:
    """Whether something on the port speaks (after ``question``, where it waits to be asked)."""
    try:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=1)) as connection:
            connection.sendall(question)
            return bool(connection.recv(1))
    except OSError:
        return False


def _says_ready(log: Path) -> bool:
    """Both of its processes: one for mail and the rest, one for deliveries."""
    return log.exists() and log.read_text(encoding="utf-8", errors="replace").count(" ready.") >= 2
