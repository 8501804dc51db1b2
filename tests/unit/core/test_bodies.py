"""Room for requests: who makes it, and that nobody who asks for it meets another one's end."""

import asyncio

import pytest

from idp.core.bodies import Bodies, Full, Held


async def _wait(bodies: Bodies, held: Held, size: int) -> str:
    """A request that holds so much and waits."""
    try:
        async with asyncio.timeout(2) as deadline:
            with held.waits_until(deadline):
                bodies.grow(held, size)
                await asyncio.Event().wait()
    except TimeoutError:
        return "given up" if held.is_given_up else "late"
    finally:
        bodies.release(held)
    return ""


def test_room_is_made_of_a_request_whose_time_ends_at_this_moment() -> None:
    bodies, slow, honest = Bodies(1000), Held("slow"), Held("honest")

    async def asks() -> None:
        bodies.grow(honest, 200)

    async def story() -> None:
        waiting = asyncio.create_task(_wait(bodies, slow, 900))
        await asyncio.sleep(0)
        assert slow.deadline is not None
        slow.deadline.reschedule(asyncio.get_running_loop().time())
        asking = asyncio.create_task(asks())  # in the same turn of the loop, after what is due in it
        await waiting
        await asking
        assert (bodies.total, honest.size, slow.size) == (200, 200, 0)

    asyncio.run(story())


def test_whoever_is_being_answered_shields_nobody_who_waits() -> None:
    bodies, answered, waits, honest = Bodies(1000), Held("answered"), Held("waits"), Held("honest")

    async def story() -> None:
        bodies.grow(answered, 600)
        waiting = asyncio.create_task(_wait(bodies, waits, 390))
        await asyncio.sleep(0)
        bodies.grow(honest, 50)
        assert await waiting == "given up"
        with pytest.raises(Full):  # what is left holds no more, or is being answered
            bodies.grow(honest, 400)

    asyncio.run(story())
