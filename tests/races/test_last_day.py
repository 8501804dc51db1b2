"""On an account's last day: the deletion, the owner's change of mind and a sign-in at the same moment. AP-13, CS-08."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.races.conftest import Race

ROUNDS = range(6)


@pytest.mark.parametrize("round_", ROUNDS)
def test_kept_or_gone_but_never_half(race: Race, ask: Callable[..., Any], round_: int) -> None:
    user = ask("make_leaver")
    met = race("on_the_day", [{"user": user, "role": role} for role in ("delete", "keep", "delete", "keep")])
    assert sorted(set(met) - {"nothing"}) in (["deleted"], ["kept"]), met
    assert len([answer for answer in met if answer != "nothing"]) == 1, met
    assert ask("remains", user=user)["people"] == ("kept" in met)


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_sign_in_at_that_moment_leaves_no_session_of_nobody(race: Race, ask: Callable[..., Any], round_: int) -> None:
    user = ask("make_leaver")
    half = [ask("half_way", user=user) for _ in range(3)]
    acts = [{"user": user, "role": "sign_in", "interaction": interaction} for interaction in half]
    met = race("on_the_day", [*acts[:1], {"user": user, "role": "delete"}, *acts[1:]])
    assert set(met) <= {"deleted", "signed in", "nothing"}, met
    if "deleted" not in met:
        assert ask("on_the_day", user=user, role="delete") == "deleted"  # the next run finds it
    assert ask("remains", user=user) == {"people": 0, "sessions": 0, "interactions": 0, "loose": 0}
