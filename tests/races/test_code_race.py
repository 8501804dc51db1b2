"""A code and a refresh token are spent once, however many bring them to however many servers. AC-02, RT-03; oauthlib #618."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.races.conftest import Pool
from tests.races.nodes import Nodes

CROWD = 100
GRACE_SECONDS = 10
LIMIT_SECONDS = 60  # for one crowd on a slow machine

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def nodes(pool: Pool) -> Iterator[Nodes]:
    nodes = Nodes(pool)
    yield nodes
    nodes.stop()


def redeem_at_once(nodes: Nodes, ask: Ask) -> tuple[str, str]:
    """A crowd redeems one code; the client and its refresh token."""
    form = ask("make_code")
    client_id, started = form["client_id"], time.monotonic()
    met = nodes.token(form, times=CROWD)
    assert time.monotonic() - started < LIMIT_SECONDS
    assert Counter((answer.status, answer.body.get("error")) for answer in met) == {
        (200, None): 1,
        (400, "invalid_grant"): CROWD - 1,
    }
    assert ask("grants", client_id=client_id) == [{"active": True, "generation": 1, "end": ""}]
    assert ask("events", client_id=client_id) == {
        "grant:code:redeem success": 1,
        "token:request:refuse refused": CROWD - 1,
    }
    return client_id, next(answer.body["refresh_token"] for answer in met if answer.status == 200)


def refresh_at_once(nodes: Nodes, ask: Ask, client_id: str, refresh_token: str) -> str:
    """A crowd uses one refresh token; everybody gets the same successor."""
    started = time.monotonic()
    met = nodes.token(refresh_form(client_id, refresh_token), times=CROWD)
    assert time.monotonic() - started < GRACE_SECONDS, "too slow a machine to prove anything"
    assert Counter((answer.status, answer.body.get("error")) for answer in met) == {(200, None): CROWD}
    successors = {answer.body["refresh_token"] for answer in met}
    assert len(successors) == 1 and refresh_token not in successors
    assert len({answer.body["access_token"] for answer in met}) == CROWD
    assert ask("grants", client_id=client_id) == [{"active": True, "generation": 2, "end": ""}]
    return successors.pop()


def refresh_form(client_id: str, refresh_token: str) -> dict[str, str]:
    return {"grant_type": "refresh_token", "client_id": client_id, "refresh_token": refresh_token}


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_a_hundred_at_two_servers_get_one_grant_and_one_successor(nodes: Nodes, ask: Ask, rounds: int) -> None:
    honest: list[tuple[str, str]] = []
    for _ in range(rounds):
        client_id, refresh_token = redeem_at_once(nodes, ask)
        honest.append((client_id, refresh_at_once(nodes, ask, client_id, refresh_token)))
    time.sleep(GRACE_SECONDS + 1)
    for client_id, successor in honest:
        (answer,) = nodes.token(refresh_form(client_id, successor))
        assert answer.status == 200, answer
        assert answer.body["refresh_token"] != successor
        assert ask("grants", client_id=client_id) == [{"active": True, "generation": 3, "end": ""}]
