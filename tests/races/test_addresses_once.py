"""Two people want one address, and one code is sent back many times, at the same moment. EN-02; rule 3 (spend, then act)."""

from collections.abc import Callable
from typing import Any

from tests.races.conftest import Race


def test_of_twenty_people_with_the_right_code_one_gets_the_address(race: Race, ask: Callable[..., Any]) -> None:
    people = [ask("make_person") for _ in range(20)]
    codes = [ask("ask_address", user=user, email="one@example.net") for user in people]
    met = race("take_address", [{"user": user, "code": code} for user, code in zip(people, codes, strict=True)])
    assert (met.count("changed"), met.count("taken")) == (1, 19), met
    assert ask("people_called", email="one@example.net") == 1


def test_one_code_twenty_times_changes_once(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person")
    code = ask("ask_address", user=user, email="twenty@example.net")
    met = race("take_address", {"user": user, "code": code}, times=5)
    assert met.count("changed") == 1, met
    assert set(met) <= {"changed", "replayed", "exhausted", "expired", "wrong", "throttled"}
    assert ask("undo_links", user=user) == 1
