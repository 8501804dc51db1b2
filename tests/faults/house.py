"""A server process on a MariaDB of its own."""

import json
import os
import time
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.races.nodes import HOST, Node
from tests.services import place, servers, under_test
from tests.services.daemons import Daemon

BACK_SECONDS = 15
SERVED = "served"  # the server's account, and its password
Answer = tuple[int, dict[str, str], bytes]


class House:
    """A server process on a MariaDB of its own."""

    def __init__(self, folder: Path) -> None:
        url = f"mysql://{place.USER}:only-a-test@127.0.0.1:{place.free_ports(1)[0]}/gatehouse"
        here = place.Place(folder, {"IDP_DATABASE_URL": url})
        servers.initialise(here)
        self.mariadb: Daemon = servers.mariadb(here)
        self.mariadb.start()
        self.mail = folder / "mail"
        self.url = under_test.new_database(url)
        name = urlsplit(self.url).path[1:]
        self.command(f"GRANT ALL ON `{name}`.* TO '{SERVED}'@'127.0.0.1' IDENTIFIED BY '{SERVED}'")  # as in production: no more
        given = {
            "IDP_DATABASE_URL": self.url.replace(f"{place.USER}:only-a-test", f"{SERVED}:{SERVED}"),
            "IDP_EMAIL_URL": f"file://{self.mail}",
            "DJANGO_SETTINGS_MODULE": "idp.settings.base",
        }
        kept = {name: value for name, value in os.environ.items() if name not in ("IDP_REDIS_URL", "IDP_BROKER_URL")}
        self.environment = kept | given
        servers.create_tables(self.environment)
        self.node = Node(self.environment)
        self.node.wait_until_ready()

    def connect(self, account: str = "", password: str = "") -> Any:
        """A connection of the account that may everything, or of another."""
        import MySQLdb  # noqa: PLC0415 - the embedded profile has no driver

        parts = urlsplit(self.url)
        user, word = account or parts.username, password or parts.password
        return MySQLdb.connect(host=parts.hostname, port=parts.port, user=user, password=word)

    def command(self, *statements: str) -> list[Any]:
        """What the last statement finds, as the account that may everything."""
        with closing(self.connect()) as connection, closing(connection.cursor()) as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def cut_connections(self) -> int:
        """End every connection of the server process; how many there were."""
        served = self.command(f"SELECT id FROM information_schema.processlist WHERE user = '{SERVED}'")
        for (number,) in served:
            with suppress(Exception):  # it may have ended by itself
                self.command(f"KILL {number}")
        return len(served)

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.node.port, timeout=30)
        with closing(connection):
            body, kind = (urlencode(form), "application/x-www-form-urlencoded") if form else (None, "text/plain")
            connection.request("POST" if form else "GET", path, body, {"Host": HOST, "Content-Type": kind} | headers)
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()

    def token(self) -> Answer:
        return self.ask("/oauth2/token", {"grant_type": "client_credentials", "client_id": f"nobody{time.monotonic()}"})


def come_back(house: House) -> None:
    """It answers as before, by itself."""
    ends_at = time.monotonic() + BACK_SECONDS
    while house.token()[0] != 401:
        assert time.monotonic() < ends_at, "it does not come back"
        time.sleep(0.2)


def is_503(answer: Answer) -> bool:
    status, headers, body = answer
    return status == 503 and headers["retry-after"] == "5" and json.loads(body) == {"error": "temporarily_unavailable"}
