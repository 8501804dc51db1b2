"""Turns at a scarce thing: none lost, none handed out twice, and nobody stands in another's way."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from idp.core.turns import Busy, Turns


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


class Crowd:
    """Callers who take turns at one thing, and the order in which they got them."""

    def __init__(self, turns: Turns) -> None:
        self.turns, self.served, self.refused = turns, list[str](), list[str]()
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, *callers: str) -> None:
        for caller in callers:
            self.tasks.append(asyncio.create_task(self._one(caller)))
            await settle()

    async def _one(self, caller: str) -> None:
        try:
            await self.turns.take(caller)
        except Busy:
            self.refused.append(caller)
        else:
            self.served.append(caller)


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 5))  # type: ignore[arg-type]


def test_callers_are_served_in_rotation_and_each_in_its_own_order() -> None:
    async def story() -> None:
        crowd = Crowd(Turns(1, waiting=10))
        await crowd.come("holder", "greedy", "greedy", "greedy", "greedy", "quiet", "other")
        for _ in range(6):
            crowd.turns.give()
            await settle()
        assert crowd.served == ["holder", "greedy", "quiet", "other", "greedy", "greedy", "greedy"]

    run(story)


def test_the_greediest_makes_room_for_whoever_waits_for_less() -> None:
    async def story() -> None:
        crowd = Crowd(Turns(1, waiting=3))
        await crowd.come("holder", "greedy", "greedy", "greedy", "greedy", "quiet")
        assert crowd.refused == ["greedy", "greedy"] and crowd.turns.waiting == 3
        for _ in range(3):
            crowd.turns.give()
            await settle()
        assert crowd.served == ["holder", "greedy", "quiet", "greedy"]

    run(story)


@pytest.mark.parametrize("moment", ["while it waits", "when its turn came"])
def test_a_turn_that_is_given_up_is_not_lost(moment: str) -> None:
    async def story() -> None:
        crowd = Crowd(Turns(1, waiting=3))
        await crowd.come("holder", "impatient")
        if moment == "when its turn came":
            crowd.turns.give()
        crowd.tasks[-1].cancel()
        await settle()
        if moment == "while it waits":
            crowd.turns.give()
        await crowd.come("next")
        assert crowd.served == ["holder", "next"]
        crowd.turns.give()
        assert (crowd.turns.free, crowd.turns.waiting, len(crowd.turns.queues)) == (1, 0, 0)

    run(story)


def test_whoever_is_turned_away_and_gives_up_at_that_moment_gives_no_turn_back() -> None:
    async def story() -> None:
        crowd = Crowd(Turns(1, waiting=2))
        await crowd.come("holder", "greedy", "greedy")
        quiet = asyncio.create_task(crowd.turns.take("quiet"))
        await asyncio.sleep(0)  # the newest of the greediest hears of it in the next round
        crowd.tasks[-1].cancel()
        await settle()
        assert crowd.served == ["holder"] and not quiet.done()
        quiet.cancel()

    run(story)


def test_no_more_are_out_at_once_than_there_are() -> None:
    async def story() -> None:
        crowd = Crowd(Turns(2, waiting=3))
        await crowd.come(*"abcde")
        assert crowd.served == ["a", "b"]
        crowd.turns.give()
        await settle()
        assert crowd.served == ["a", "b", "c"]

    run(story)
