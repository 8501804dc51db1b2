"""The database killed, frozen and back: 503 in time, documents go on, and no process needs a restart. RL-05, RL-08."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.races.nodes import HOST, Node
from tests.services import servers, under_test
from tests.services.daemons import Daemon
from tests.services.place import Place, free_ports

BACK_SECONDS = 15
IN_TIME_SECONDS = 12  # the driver gives up after five, on a machine that does much else


class House:
    """A server process on a MariaDB of its own."""

    def __init__(self, place: Place) -> None:
        servers.initialise(place)
        self.mariadb: Daemon = servers.mariadb(place)
        self.mariadb.start()
        url = under_test.new_database(place.variables["IDP_DATABASE_URL"])
        given = {"IDP_DATABASE_URL": url, "IDP_EMAIL_URL": "memory://", "DJANGO_SETTINGS_MODULE": "idp.settings.base"}
        kept = {name: value for name, value in os.environ.items() if name not in ("IDP_REDIS_URL", "IDP_BROKER_URL")}
        self.environment = kept | given
        servers.create_tables(self.environment)
        self.node = Node(self.environment)
        self.node.wait_until_ready()

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.node.port, timeout=30)
        with closing(connection):
            body, kind = (urlencode(form), "application/x-www-form-urlencoded") if form else (None, "text/plain")
            connection.request("POST" if form else "GET", path, body, {"Host": HOST, "Content-Type": kind})
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()

    def token(self) -> tuple[int, dict[str, str], bytes]:
        return self.ask("/oauth2/token", {"grant_type": "client_credentials", "client_id": f"nobody{time.monotonic()}"})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    url = f"mysql://gatehouse:only-a-test@127.0.0.1:{free_ports(1)[0]}/gatehouse"
    house = House(Place(tmp_path_factory.mktemp("house"), {"IDP_DATABASE_URL": url}))
    yield house
    house.node.stop()
    house.mariadb.stop()


def come_back(house: House) -> None:
    """It answers as before, by itself."""
    ends_at = time.monotonic() + BACK_SECONDS
    while house.token()[0] != 401:
        assert time.monotonic() < ends_at, "it does not come back"
        time.sleep(0.2)


def is_503(answer: tuple[int, dict[str, str], bytes]) -> bool:
    status, headers, body = answer
    return status == 503 and headers["retry-after"] == "5" and json.loads(body) == {"error": "temporarily_unavailable"}


def test_killed_it_is_503_and_what_needs_no_database_goes_on(house: House) -> None:
    assert house.token()[0] == 401
    for path in ("/oauth2/jwks", "/.well-known/openid-configuration"):
        assert house.ask(path)[0] == 200
    pid = house.mariadb.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while house.mariadb.pid() is not None:
        time.sleep(0.05)
    try:
        assert is_503(house.token())
        assert house.ask("/livez")[0] == 200
        assert house.ask("/.well-known/openid-configuration")[0] == 200
        status, headers, body = house.ask("/readyz")
        assert (status, headers["retry-after"], json.loads(body)["database"]) == (503, "5", False)
        status, _headers, page = house.ask("/register")
        assert status == 503
        assert b"Try again in a moment" in page
    finally:
        house.mariadb.start()
    come_back(house)


def test_frozen_it_is_503_in_time(house: House) -> None:
    pid = house.mariadb.pid()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        assert is_503(house.token())
        assert time.monotonic() - started < IN_TIME_SECONDS
        assert house.ask("/livez")[0] == 200
    finally:
        os.kill(pid, signal.SIGCONT)
    come_back(house)
