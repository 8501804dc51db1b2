"""The database killed, frozen and back: 503 in time, documents go on, and no process needs a restart. RL-05, RL-08."""

import json
import os
import signal
import time

from tests.faults.house import House, come_back, is_503

IN_TIME_SECONDS = 12  # the driver gives up after five, on a machine that does much else


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
