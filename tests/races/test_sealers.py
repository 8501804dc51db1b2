"""Of many sealers at once each event gets one link, and the chain has one line. Invariant I6."""

from collections.abc import Callable
from typing import Any

from tests.races.conftest import Race


def test_many_sealers_at_once_make_one_chain(race: Race, ask: Callable[..., Any]) -> None:
    ask("seal")
    ask("record_and_seal", count=1)
    sealed = race("seal", {}, times=8)
    assert sealed == [0] * 8
    counts = race("record_and_seal", {"count": 10}, times=8)
    assert all(isinstance(count, int) for count in counts), counts
    left = ask("seal")
    holds, links, unsealed, events = ask("chain")
    assert (holds, links, unsealed) == (True, events, 0)
    assert sum(counts) + left == 80
