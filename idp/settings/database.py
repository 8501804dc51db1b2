"""A database URL as Django's DATABASES entry, with the guarantees that our transactions rely on."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_SESSION = {
    "sql_mode": "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    "innodb_lock_wait_timeout": 3,  # shorter than read_timeout: a statement that we gave up is not carried out after all
}


def parse(url: str, root: Path) -> dict[str, Any]:
    """SQLite: WAL, IMMEDIATE, fsync per commit. MariaDB/MySQL: READ COMMITTED, strict mode."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path.removeprefix("/")))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path if path.is_absolute() else root / path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 3306),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "charset": "utf8mb4",
            "isolation_level": "read committed",
            "init_command": f"SET {', '.join(f'{name}={value}' for name, value in _SESSION.items())}",
            "connect_timeout": 2,
            "read_timeout": 5,
            "write_timeout": 5,
        },
    }
