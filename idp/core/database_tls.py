"""A database connection that should be under TLS and is not, is none: MariaDB's connector may go on in clear text."""

from typing import Any

from django.db import OperationalError
from django.db.backends.signals import connection_created


def require(connection: Any, **_: Any) -> None:
    """Refuse a new connection in clear text where the URL says ssl-mode. Raises: OperationalError."""
    if "ssl_mode" not in connection.settings_dict["OPTIONS"]:
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        is_enciphered = bool(cursor.fetchone()[1])
    if not is_enciphered:
        connection.close()
        raise OperationalError("TLS/SSL error: IDP_DATABASE_URL asks for TLS, and the server offers none")


def watch() -> None:
    """Look at every new connection."""
    connection_created.connect(require, dispatch_uid="gatehouse database tls")
