"""A mailed link is good once, however often it is sent back at the same time; of two new ones one lives. MF-19."""

from collections.abc import Callable
from typing import Any

from tests.races.conftest import Race


def test_one_link_spent_twenty_times(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person")
    token = ask("issue_link", user=user)
    met = race("spend_link", {"token": token}, times=20)
    assert (met.count("spent"), met.count("dead")) == (1, 19), met


def test_twenty_links_at_once_leave_one(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person")
    tokens = race("issue_link", {"user": user}, times=20)
    assert len(set(tokens)) == 20
    assert [ask("spend_link", token=token) for token in tokens].count("spent") == 1
