"""A database URL as Django's DATABASES entry, with the guarantees that our transactions rely on."""

import ssl
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from idp.settings import urls
from idp.settings.sqlite import PrivateConnection

_SESSION = {
    "sql_mode": "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    "innodb_lock_wait_timeout": 3,  # shorter than read_timeout: a statement that we gave up is not carried out after all
}
NO_DRIVER = "IDP_DATABASE_URL: the driver for MariaDB and MySQL is not installed: pip install -r requirements/mysql.txt"


def parse(url: str, root: Path) -> dict[str, Any]:
    """SQLite: WAL, IMMEDIATE, fsync per commit, the owner's alone. MariaDB/MySQL: READ COMMITTED, strict mode, TLS as asked."""
    found = urls.database(url)
    parts = found.parts
    if parts.scheme == "sqlite":
        path = Path(urls.text(parts.path.removeprefix("/")))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path if path.is_absolute() else root / path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
                "factory": PrivateConnection,
            },
        }
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": urls.text(parts.path.lstrip("/")),
        "USER": urls.text(parts.username),
        "PASSWORD": urls.text(parts.password),
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
        }
        | _tls(found),
    }


def lacks_driver(url: str) -> bool:
    """Whether the URL names a server for which this environment has no driver."""
    return urls.database(url).parts.scheme == "mysql" and find_spec("MySQLdb") is None


def _tls(url: urls.StoreUrl) -> dict[str, Any]:
    """MariaDB's connector verifies all or nothing: VERIFY_CA is kept by verifying the name, too."""
    mode = url.options.get("ssl-mode", "DISABLED")
    if mode == "DISABLED":
        return {}
    given = {name.removeprefix("ssl-"): url.options[name] for name in ("ssl-cert", "ssl-key") if name in url.options}
    if not mode.startswith("VERIFY") and not url.authority:
        return {"ssl_mode": "REQUIRED", "ssl": given}
    machine = ssl.get_default_verify_paths()
    whom = {"ca": url.authority} if url.authority else {"ca": machine.cafile, "capath": machine.capath}
    return {"ssl_mode": "VERIFY_IDENTITY", "ssl": given | {name: path for name, path in whom.items() if path}}
