"""A place in words, only from a database that the operator mounts; a damaged one never stops anybody."""

from pathlib import Path

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet
from pytest_django.fixtures import Settings

from idp.core import places

BERLIN = {
    "city": {"names": {"en": "Berlin", "fr": "Berlin"}},
    "country": {"names": {"en": "Germany", "de": "Deutschland", "fr": "Allemagne"}},
}


def city_database(path: Path, records: dict[str, object]) -> Path:
    """A database in the form of the city databases that operators mount."""
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="GeoLite2-City", languages=["en", "de", "fr"])
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return path


def mounted(settings: Settings, path: Path | None) -> None:
    settings.IDP = settings.IDP.model_copy(update={"geoip_database": str(path) if path else None})


@pytest.fixture
def database(tmp_path: Path, settings: Settings) -> Path:
    path = city_database(
        tmp_path / "city.mmdb",
        {
            "203.0.113.0/24": BERLIN,
            "198.51.100.0/24": {"country": {"names": {"en": "Ghana"}}},
            "192.0.2.0/24": {"city": {"names": {"en": "Evil\r\nBcc: x@y \u202egnp" + "x" * 200}}},
            "2001:db8::/32": BERLIN,
        },
    )
    mounted(settings, path)
    return path


@pytest.mark.parametrize(
    ("address", "locale", "words"),
    [
        ("203.0.113.9", "", "Berlin, Germany"),
        ("203.0.113.9", "fr", "Berlin, Allemagne"),
        ("203.0.113.9", "de-AT", "Berlin, Deutschland"),
        ("203.0.113.9", "ar", "Berlin, Germany"),
        ("2001:db8::1", "en", "Berlin, Germany"),
        ("198.51.100.1", "en", "Ghana"),
        ("127.0.0.1", "en", ""),
        ("10.0.0.1", "en", ""),
        ("no address", "en", ""),
        ("", "en", ""),
    ],
)
def test_words(database: Path, address: str, locale: str, words: str) -> None:
    assert places.of(address, locale) == words


def test_a_name_of_the_database_is_short_and_on_one_line(database: Path) -> None:
    words = places.of("192.0.2.1", "en")
    assert words.startswith("EvilBcc: x@y gnp") and len(words) == places.LENGTH


def test_without_a_database_there_is_no_place_and_no_complaint(settings: Settings) -> None:
    mounted(settings, None)
    assert places.of("203.0.113.9") == ""
    assert places.database_opens() == []


def test_a_replaced_database_is_read_without_a_restart(database: Path) -> None:
    assert places.of("203.0.113.9") == "Berlin, Germany"
    city_database(database.with_suffix(".new"), {"203.0.113.0/24": {"city": {"names": {"en": "Accra"}}}}).replace(database)
    assert places.of("203.0.113.9") == "Accra"


@pytest.mark.parametrize("content", [b"", b"no database", b"\xab\xcd\xefMaxMind.com" * 40, None])
def test_a_damaged_or_missing_one_is_named_at_the_start_and_stops_nobody(
    tmp_path: Path, content: bytes | None, settings: Settings
) -> None:
    path = tmp_path / "city.mmdb"
    if content is not None:
        path.write_bytes(content)
    mounted(settings, path)
    assert places.of("203.0.113.9") == ""
    (warning,) = places.database_opens()
    assert warning.id == "idp.W001" and str(path) in warning.msg and "IDP_GEOIP_DATABASE" in warning.msg


def test_one_cut_short_stops_nobody(database: Path) -> None:
    whole = database.read_bytes()
    for kept in range(0, len(whole), 37):
        database.write_bytes(whole[:kept])
        assert isinstance(places.of("203.0.113.9"), str)


def test_a_sound_one_passes_the_check(database: Path) -> None:
    assert places.database_opens() == []
