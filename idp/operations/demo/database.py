"""The demo's data: schema, static files, keys, people and clients."""

import hashlib
import io
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from idp.oidc import keys
from idp.operations.demo.place import IS_NEW, Place


def fill(place: Place) -> None:
    """Bring schema, keys, people and clients up to date; safe to repeat."""
    if os.environ.get(IS_NEW) and connection.vendor == "mysql":
        _empty(connection.ops.quote_name(settings.DATABASES["default"]["NAME"]))
    call_command("migrate", verbosity=0, interactive=False)
    keys.ensure()
    call_command("apply", str(place.configuration), stdout=io.StringIO())
    collect_static()


def _empty(name: str) -> None:
    """Begin with no table: a demo's folder is its database, on a server it is not."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    connection.close()


def collect_static() -> None:
    """`collectstatic`, left out when no file has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
    fingerprint = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(fingerprint, encoding="ascii")


def _fingerprint() -> str:
    facts = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            facts.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return facts.hexdigest()
