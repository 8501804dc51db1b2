"""The gate in front of hashing: few at once, few waiting, fair between networks. No clock: who works is told when to end."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from idp.core.errors import Throttled
from idp.limits.gate import HALF_LIFE_SECONDS, Busy, Gate


class Guest(threading.Thread):
    """Somebody who wants a place and keeps it until told to leave."""

    def __init__(self, gate: Gate, caller: str) -> None:
        super().__init__(daemon=True)
        self.gate, self.caller = gate, caller
        self.entered, self.leaves, self.refused = threading.Event(), threading.Event(), list[Throttled]()
        self.start()

    def run(self) -> None:
        try:
            with self.gate.place(self.caller):
                self.entered.set()
                self.leaves.wait(10)
        except Throttled as refusal:
            self.refused.append(refusal)

    def leave(self) -> None:
        self.leaves.set()
        self.join(10)


def until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(2000):
        if holds():
            return
        pause.wait(0.005)
    pytest.fail("it never came to that")


@contextmanager
def guests(gate: Gate) -> Iterator[Callable[[str], Guest]]:
    """Makes guests one after another, each as far as it gets; all leave at the end."""
    inside: list[Guest] = []

    def come(caller: str) -> Guest:
        waiting = len(gate._queue)
        inside.append(guest := Guest(gate, caller))
        until(lambda: guest.entered.is_set() or not guest.is_alive() or len(gate._queue) > waiting)
        return guest

    yield come
    for guest in inside:
        guest.leaves.set()
    for guest in inside:
        guest.join(10)


def gate(*, places: int = 1, waiting: int = 2, share: int = 3, patience_seconds: float = 10) -> Gate:
    return Gate(places=places, waiting=waiting, share=share, patience_seconds=patience_seconds)


def test_few_at_once_few_in_the_queue_and_the_next_is_turned_away_at_once() -> None:
    with guests(gate()) as come:
        first, second, third = come("a"), come("b"), come("c")
        assert first.entered.is_set() and not second.entered.is_set() and not third.entered.is_set()
        fourth = come("d")
        assert [(type(refusal), refusal.status) for refusal in fourth.refused] == [(Busy, 503)]
        first.leave()
        assert second.entered.wait(10)
        assert not third.entered.is_set()


def test_one_network_never_holds_everything_and_hears_that_it_is_its_own_share() -> None:
    with guests(gate(share=2)) as come:
        come("a"), come("a")
        third = come("a")
        assert [(type(refusal), refusal.status) for refusal in third.refused] == [(Throttled, 429)]
        assert third.refused[0].headers["Retry-After"] == "2"
        assert not come("b").refused


def test_the_next_place_is_for_whoever_has_the_fewest() -> None:
    with guests(gate(places=2)) as come:
        first, _second = come("a"), come("a")
        patient, newcomer = come("a"), come("b")
        first.leave()
        assert newcomer.entered.wait(10)
        assert not patient.entered.is_set()


def test_in_a_full_queue_whoever_had_the_most_makes_room() -> None:
    narrow = gate(waiting=1)
    for _ in range(3):
        with narrow.place("a"):
            pass
    with guests(narrow) as come:
        first, greedy = come("z"), come("a")
        waiting = len(narrow._queue)
        newcomer = Guest(narrow, "b")
        greedy.join(10)
        assert isinstance(greedy.refused[0], Busy) and len(narrow._queue) == waiting
        assert isinstance(come("c").refused[0], Busy), "of equals, who came first"
        first.leave()
        assert newcomer.entered.wait(10)
        newcomer.leave()


def test_what_somebody_had_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = gate(waiting=1)
    for _ in range(3):
        with narrow.place("a"):
            pass
    later = time.monotonic() + 2 * HALF_LIFE_SECONDS
    monkeypatch.setattr("idp.limits.gate.time.monotonic", lambda: later)
    with guests(narrow) as come:
        come("z"), come("a")
        assert isinstance(come("b").refused[0], Busy)
        assert "a" not in narrow._had


def test_patience_has_an_end_and_leaves_nothing_behind() -> None:
    narrow = gate(patience_seconds=0)
    with guests(narrow) as come:
        first, second = come("a"), come("b")
        second.join(10)
        assert isinstance(second.refused[0], Busy)
        first.leave()
        assert come("b").entered.is_set()
    assert not narrow._queue and not narrow._working


def test_whoever_has_a_place_keeps_it_for_all_that_is_inside() -> None:
    narrow = gate(waiting=0, share=1)
    with narrow.place("a"), narrow.place(), narrow.place("b"):
        assert narrow._working == {"a": 1}
    assert not narrow._working


def test_what_fails_inside_gives_its_place_back() -> None:
    narrow = gate(waiting=0)
    with pytest.raises(ZeroDivisionError), narrow.place("a"):
        1 / 0  # noqa: B018
    with narrow.place("b"):
        assert narrow._working == {"b": 1}
