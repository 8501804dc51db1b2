"""The embedded profile killed again and again while it writes: the file is whole, and what was answered is in it. RL-34."""

import http.client
import os
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.races.nodes import HOST, Node
from tests.services import servers

KILLS = 8
pytestmark = pytest.mark.slow


def refused(node: Node, name: str) -> bool:
    """Whether a client that nobody knows was told so, which is recorded before it is said."""
    form = {"grant_type": "client_credentials", "client_id": name}
    address = f"10.{hash(name) % 250}.{len(name)}.1"  # refusals are counted for each address; nobody here is a flood
    headers = {"Host": HOST, "Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": address}
    with suppress(OSError, http.client.HTTPException), closing(node.connect()) as connection:
        connection.request("POST", "/oauth2/token", urlencode(form), headers)
        return connection.getresponse().status == 401
    return False


def test_whole_after_every_kill(tmp_path: Path) -> None:
    path = tmp_path / "idp.sqlite3"
    given = {"IDP_DATABASE_URL": f"sqlite:///{path}", "IDP_EMAIL_URL": "memory://"}
    given |= {"DJANGO_SETTINGS_MODULE": "idp.settings.base"}
    kept = {name: value for name, value in os.environ.items() if name not in ("IDP_REDIS_URL", "IDP_BROKER_URL")}
    servers.create_tables(kept | given)
    told: list[str] = []
    for round_ in range(KILLS):
        node = Node(kept | given)
        node.wait_until_ready()
        is_over = threading.Event()

        def write(place: int, node: Node = node, is_over: threading.Event = is_over, round_: int = round_) -> None:
            number = 0
            while not is_over.is_set():
                name = f"nobody-{round_}-{place}-{number}"
                number += 1
                if refused(node, name):
                    told.append(name)

        crowd = [threading.Thread(target=write, args=(place,)) for place in range(6)]
        for one in crowd:
            one.start()
        before = len(told)
        while len(told) < before + 5:
            time.sleep(0.01)
        time.sleep(0.05 * round_)
        node.kill()
        is_over.set()
        for one in crowd:
            one.join()
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert not database.execute("PRAGMA foreign_key_check").fetchall()
            recorded = {name for (name,) in database.execute("SELECT client_id FROM audit_event")}
        assert not [name for name in told if name not in recorded], "what was answered is lost"
    assert len(told) > 5 * KILLS
