"""`idp migrate`: Django's own command; on MariaDB and MySQL one run at a time, and as patient as a large table needs."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from idp.operations import fitness
from idp.settings import sqlite

LOCK = "gatehouse.migrate"
WAIT_SECONDS = 3600
_IMPATIENT = ("read_timeout", "write_timeout")  # a request's: the change of a large table takes longer


class Command(migrate.Command):
    """Exit codes: 0 up to date, 1 another run did not end, 69 database out of reach, 78 its character set is too narrow."""

    def execute(self, *args: Any, **options: Any) -> Any:
        connection = connections[options["database"]]
        if connection.vendor == "sqlite":
            sqlite.make_folder(str(connection.settings_dict["NAME"]))  # before the first check asks the database
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "mysql":
            super().handle(*args, **options)  # the embedded profile is one process, and its file has one writer
            return
        with _patient(connection):
            if not _locked(connection, 0):
                self.stdout.write("Another migration is running. This one goes on when it has ended.")
                if not _locked(connection, WAIT_SECONDS):
                    raise CommandError("The other migration does not end.", returncode=1)
            fitness.require_utf8mb4()
            super().handle(*args, **options)


@contextmanager
def _patient(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """A connection of its own, without a request's time limits; its end frees the lock, however the process ends."""
    given = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {name: value for name, value in given.items() if name not in _IMPATIENT}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = given


def _locked(connection: BaseDatabaseWrapper, seconds: int) -> bool:
    """Whether this run has the lock of this database, after waiting so long."""
    name = hashlib.sha1(f"{connection.settings_dict['NAME']}{LOCK}".encode(), usedforsecurity=False)  # 64 characters at most
    with connection.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(%s, %s)", [name.hexdigest(), seconds])
        return bool(cursor.fetchone()[0])
