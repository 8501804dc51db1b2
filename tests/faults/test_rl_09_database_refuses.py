"""A database full of others' connections, or that takes no writes: 503, no mail goes, and it comes back. RL-09, RL-10."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.faults.house import SERVED, House, come_back, is_503
from tests.races.nodes import HOST

IN_TIME_SECONDS = 3


@pytest.fixture
def full(house: House) -> Iterator[House]:
    """Another application holds every connection that there is."""
    import MySQLdb  # noqa: PLC0415 - the embedded profile has no driver

    taken: list[Any] = []
    house.command("SET GLOBAL max_connections = 10")
    house.cut_connections()
    with suppress(MySQLdb.OperationalError):
        while len(taken) < 20:
            taken.append(house.connect(SERVED, SERVED))
    assert len(taken) < 20, "it is not full"
    yield house
    for connection in taken:
        connection.close()
    house.command("SET GLOBAL max_connections = 200")


@pytest.fixture
def read_only(house: House) -> Iterator[House]:
    house.command("SET GLOBAL read_only = 1")
    yield house
    house.command("SET GLOBAL read_only = 0")


def forgot(house: House) -> int:
    """Ask for a link to a new password."""
    _, headers, page = house.ask("/password/forgot")
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    form = {"email": "ada@example.org", "csrfmiddlewaretoken": token[1].decode()}
    return house.ask("/password/forgot", form, Cookie=headers["set-cookie"].partition(";")[0], Origin=f"http://{HOST}")[0]


def entries(house: House) -> int:
    """What waits in the outbox or was sent."""
    ((count,),) = house.command(f"SELECT COUNT(*) FROM `{urlsplit(house.url).path[1:]}`.core_outboxentry")
    return int(count)


def test_full_of_others_it_is_503_at_once(full: House) -> None:
    started = time.monotonic()
    assert is_503(full.token())
    assert full.ask("/register")[0] == 503
    assert time.monotonic() - started < IN_TIME_SECONDS
    assert full.ask("/livez")[0] == full.ask("/.well-known/openid-configuration")[0] == 200
    assert full.ask("/readyz")[0] == 503


def test_and_with_room_again_all_is_as_before(house: House) -> None:
    come_back(house)


def test_read_only_nothing_is_granted_and_no_mail_goes(house: House, read_only: House) -> None:
    assert is_503(read_only.token())  # whoever cannot be counted is not judged
    assert read_only.ask("/register")[0] == 503
    assert forgot(read_only) == 503
    for path in ("/livez", "/oauth2/jwks", "/.well-known/openid-configuration"):
        assert read_only.ask(path)[0] == 200, path  # what other servers need to verify an access_token
    house.command("SET GLOBAL read_only = 0")
    come_back(house)
    assert entries(house) == 0
    assert forgot(house) == 303
    assert entries(house) == 1


def test_and_writable_again_all_is_as_before(house: House) -> None:
    come_back(house)
