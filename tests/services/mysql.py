"""MySQL as a Daemon: Debian unstable's server in a folder of its own, beside the stable system (`make test-mysql`).

Its programs run by their own loader and libraries. Like MariaDB here, it gives up durability against a power cut for speed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.services.daemons import Daemon
from tests.services.place import ROOT, Place

SERVER = "GATEHOUSE_DATABASE_SERVER"  # "mysql": the services run on MySQL instead of MariaDB
SYSTEM = ROOT / "var" / "mysql"


def is_wanted() -> bool:
    """Whether the services of this run are on MySQL."""
    return os.environ.get(SERVER) == "mysql"


def daemon(place: Place, answers: Callable[[], bool], *options: str) -> Daemon:
    """MySQL on the port that the environment names, after ``initialise``."""
    folder = place.folder / "mysql"
    command = [
        *_program(), *_options(folder), f"--init-file={folder / 'start.sql'}", "--bind-address=127.0.0.1",
        f"--port={place.mysql_port}", f"--socket={folder / 'mysql.sock'}", f"--pid-file={folder / 'mysqld.pid'}",
        "--mysqlx=OFF", "--secure-file-priv=NULL", "--skip-name-resolve", "--character-set-server=utf8mb4",
        "--max-connections=200", "--skip-log-bin",
        "--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--skip-innodb-doublewrite",
        "--innodb-buffer-pool-size=256M", "--innodb-redo-log-capacity=128M", "--table-open-cache=2000", *options,
    ]  # fmt: skip
    return Daemon("mysql", command, folder, answers)


def initialise(place: Place, statements: list[str]) -> None:
    """What MySQL needs before its first start: its own tables, and ``statements`` for each start."""
    folder = place.folder / "mysql"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "start.sql").write_text("\n".join(statements) + "\n", encoding="ascii")
    (folder / "start.sql").chmod(0o600)
    if (folder / "data" / "mysql.ibd").exists():
        return
    shutil.rmtree(folder / "data", ignore_errors=True)
    command = [*_program(), *_options(folder), "--initialize-insecure"]  # root without a password, on this machine alone
    made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if made.returncode:
        sys.exit(f"MySQL could not make its tables.\n{made.stdout}{made.stderr}")


def _program() -> list[str]:
    loaders = sorted(SYSTEM.glob("lib*/ld-linux-*.so.*"))
    if not loaders:
        sys.exit(f"There is no MySQL in {SYSTEM}: `make test-mysql` puts it there.")
    libraries = [str(folder) for folder in sorted(SYSTEM.glob("usr/lib/*-linux-gnu"))]
    return [str(loaders[0]), "--library-path", ":".join(libraries), str(SYSTEM / "usr" / "sbin" / "mysqld")]


def _options(folder: Path) -> list[str]:
    as_root = ["--user=root"] if Path("/proc/self").stat().st_uid == 0 else []
    return ["--no-defaults", f"--datadir={folder / 'data'}", f"--basedir={SYSTEM / 'usr'}", *as_root]
