"""Many people want one username, or have addresses that begin alike, at the same moment. EN-02; OpenID Connect Core §5.1."""

from collections.abc import Callable
from typing import Any

from tests.races.conftest import Race


def test_of_twenty_people_one_gets_the_name(race: Race, ask: Callable[..., Any]) -> None:
    people = [ask("make_person") for _ in range(20)]
    met = race("take_username", [{"user": user, "name": "onlyone"} for user in people])
    assert (met.count("changed"), met.count("invalid_profile")) == (1, 19), met


def test_each_of_twenty_newcomers_gets_a_name_of_their_own(race: Race) -> None:
    made = race("register_as", {"name": "newcomer"}, times=20)
    assert len(set(made)) == 20, made
    assert "newcomer" in made and all(name.startswith("newcomer") for name in made), made
