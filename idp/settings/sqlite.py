"""The SQLite database as a file that only its owner may read, whatever the umask; -wal and -shm take its mode over."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
BESIDE = ("", "-wal", "-shm")


class PrivateConnection(sqlite3.Connection):
    """Makes the file before SQLite does, which would let the umask choose its mode."""

    def __init__(self, database: str, *args: Any, **options: Any) -> None:
        if not str(database).startswith(("file:", ":memory:")):
            with suppress(OSError):  # it is there already; or it cannot be, and SQLite says so
                os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE))
        super().__init__(database, *args, **options)


def make_folder(database: str) -> None:
    """The folder of a new database, for its owner alone; the folders above it must be there."""
    with suppress(OSError):  # SQLite says why it cannot open the file
        Path(database).parent.mkdir(mode=PRIVATE_FOLDER)


def too_open(database: str) -> str:
    """What others on this machine may reach of an existing database, as the command that ends it; else an empty string."""
    file = Path(database)
    files = [path for path in (file.with_name(file.name + end) for end in BESIDE) if path.exists() and _is_open(path)]
    if files:
        return f"chmod 600 {' '.join(map(str, files))}"
    return f"chmod 700 {file.parent}" if file.exists() and _is_open(file.parent) else ""


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)
