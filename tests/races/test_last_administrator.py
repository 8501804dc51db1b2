"""Administrators who remove one another, or leave, at the same moment: one stays. AP-08."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from tests.races.conftest import Race

ACTS = ("demote", "lock", "leave")
ANSWERS = {"done", "not allowed", "last_administrator"}


@pytest.mark.parametrize(("first", "second"), list(product(ACTS, ACTS)))
def test_of_two_one_stays(race: Race, ask: Callable[..., Any], first: str, second: str) -> None:
    one, other = ask("make_administrators", count=2)
    acts = [{"by": one, "user": other, "role": first}, {"by": other, "user": one, "role": second}]
    met = race("act_on", acts)
    assert set(met) <= ANSWERS, met
    assert ask("administrators") == 1, met


@pytest.mark.parametrize("act", ["demote", "lock"])
def test_whoever_leaves_takes_nobody_else_away(race: Race, ask: Callable[..., Any], act: str) -> None:
    """One administrator in two browsers: leaves in this, removes the other administrator in that."""
    for _ in range(3):
        one, other = ask("make_administrators", count=2)
        met = race("act_on", [{"by": one, "user": other, "role": role} for role in ("leave", act)])
        assert sorted(met) == ["done", "last_administrator"], met
        assert ask("administrators") == 1


def test_of_a_ring_one_stays(race: Race, ask: Callable[..., Any]) -> None:
    ring = ask("make_administrators", count=6)
    acts = [{"by": by, "user": ring[place - 1], "role": "demote"} for place, by in enumerate(ring)]
    met = race("act_on", acts)
    assert set(met) <= ANSWERS, met
    assert ask("administrators") == 6 - met.count("done") >= 1, met
