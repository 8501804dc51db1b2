"""Of many answers at once one counts: one session of one sign-in, one completion of one interaction, one end. M16."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.races.conftest import Race

ONE_OF_TWENTY = {True: 1, False: 19}


def test_the_last_factor_answered_twenty_times_is_one_session(race: Race, ask: Callable[..., Any]) -> None:
    user, interaction = ask("make_person"), ask("begin_interaction")
    counted = race("answer_at_last", {"interaction": interaction, "user": user}, times=20)
    assert Counter(counted) == ONE_OF_TWENTY
    assert len(ask("sessions_of", user=user)) == 1


def test_an_interaction_is_completed_once(race: Race, ask: Callable[..., Any]) -> None:
    interaction = ask("begin_interaction")
    assert Counter(race("complete", {"interaction": interaction}, times=20)) == ONE_OF_TWENTY


def test_after_its_completion_no_answer_makes_a_session(race: Race, ask: Callable[..., Any]) -> None:
    user, interaction = ask("make_person"), ask("begin_interaction")
    assert ask("complete", interaction=interaction)
    assert race("answer_at_last", {"interaction": interaction, "user": user}, times=8) == [False] * 8
    assert ask("sessions_of", user=user) == []


def test_a_session_ends_once_and_is_told_of_once(race: Race, ask: Callable[..., Any]) -> None:
    user, interaction = ask("make_person"), ask("begin_interaction")
    assert ask("answer_at_last", interaction=interaction, user=user)
    (session,) = ask("sessions_of", user=user)
    assert Counter(race("sign_out", {"session": session}, times=20)) == ONE_OF_TWENTY
    assert ask("sessions_of", user=user) == []
