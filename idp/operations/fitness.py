"""What must be in order before anything is served or written: else the command ends, with the remedy."""

from django.core.management.base import CommandError
from django.db import connection

from idp.core import canaries
from idp.lifecycle import stored_secrets
from idp.operations.doctor import database
from idp.operations.doctor.finding import Fault

EX_CONFIG = 78


def require() -> None:
    """For a process that starts to serve or to work. Raises: CommandError (78); DatabaseError where it is out of reach."""
    require_utf8mb4()
    require_readable_secrets()
    canaries.remember()


def require_readable_secrets() -> None:
    """The ring opens what is stored, before anything is stored under another. Raises: CommandError (78)."""
    try:
        stored_secrets.require()
    except stored_secrets.Unreadable as error:
        raise CommandError(f"IDP_ENCRYPTION_KEYS: {error.what}. {error.remedy}", returncode=EX_CONFIG) from None


def require_utf8mb4() -> None:
    """A database that has a place for every character, before any table is made. Raises: CommandError (78)."""
    connection.ensure_connection()
    if connection.vendor != "mysql":
        return
    try:
        database.require_utf8mb4()
    except Fault as fault:
        raise CommandError(f"The database: {fault.what}. {fault.remedy}", returncode=EX_CONFIG) from None
