"""Where an address is, in words: only where the operator mounts a database. Nothing is ever asked of another host.

Spec: MaxMind DB file format 2.0 (GeoLite2 City, DB-IP City and the like).
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import maxminddb
import structlog
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's word

LENGTH = 80
log = structlog.get_logger("idp.places")


def of(address: str, locale: str = "") -> str:
    """``Berlin, Germany`` in the language ``locale``; an empty string without database, for unknown and private addresses.

    Whatever is wrong with the database, nobody's sign-in fails of it.
    """
    path = settings.IDP.geoip_database
    if not path or not address:
        return ""
    try:
        changed = Path(path).stat()
        return _words(path, (changed.st_mtime_ns, changed.st_size), address, locale)
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything
        log.warning("place unknown", error=type(error).__name__)
        return ""


@lru_cache(maxsize=4096)
def _words(path: str, version: tuple[int, int], address: str, locale: str) -> str:
    """One look into this version of the file, remembered. As a plain file: a map of one overwritten in place would kill us."""
    with maxminddb.open_database(path, maxminddb.MODE_FILE) as database:
        found = database.get(address)
    if not isinstance(found, dict):
        return ""
    parts = (_name(found.get(member), locale) for member in ("city", "country"))
    return ", ".join(part for part in parts if part)[:LENGTH]


def _name(record: Any, locale: str) -> str:
    names = record.get("names", {}) if isinstance(record, dict) else {}
    name = next((names[language] for language in (locale, locale.partition("-")[0], "en") if language in names), "")
    return "".join(character for character in str(name) if character.isprintable())


@register()
def database_opens(**_: Any) -> list[CheckMessage]:
    """System check idp.W001: what IDP_GEOIP_DATABASE names can be read."""
    path = settings.IDP.geoip_database
    if not path:
        return []
    try:
        with maxminddb.open_database(path, maxminddb.MODE_FILE) as reader:
            reader.get("192.0.2.1")
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything
        what = "is not there" if isinstance(error, FileNotFoundError) else "cannot be read as a MaxMind DB file"
        hint = "mount a city database, or unset it: sign-ins are then told without a place"
        return [Warning(f"IDP_GEOIP_DATABASE: {path} {what}", hint=hint, id="idp.W001")]
    return []
