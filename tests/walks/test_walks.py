"""No dead end: random walks of Back, reload, tabs, double posts, expiry, lost cookies, wrong codes, other ways, sign-outs.

After each step there is no failure of ours, no secret and nobody else's address on the page, no right that this browser has not
proved, and a way on that works; at its end a person who cooperates gets in. Spec: product statement E18; security rule 1.
"""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from pytest_django.live_server_helper import LiveServer

from tests.walks.browser import InProcess, OverSocket, Wire
from tests.walks.machine import Walk
from tests.walks.world import Stage

pytestmark = pytest.mark.django_db(transaction=True)
PARTS, WALKS, STEPS = 8, 200, 14
DEEP = int(os.environ.get("GATEHOUSE_WALKS", "10000"))
FIRST = int(os.environ.get("GATEHOUSE_FIRST_WALK", "0")) // 100


def walk(number: int, walks: int, *, steps: int = STEPS, shrink: bool = False, wire: Callable[[], Wire] = InProcess) -> None:
    """``walks`` walks, the same ones for the same number."""

    class Here(Walk):
        stage = Stage()

        def make_wire(self) -> Wire:
            return wire()

    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen = settings(
        max_examples=walks,
        stateful_step_count=steps,
        phases=phases,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(Here), settings=chosen)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_walk_ends_in_a_dead_end(part: int) -> None:
    walk(part, WALKS // PARTS)


def test_a_handful_of_walks_over_a_real_server(live_server: LiveServer) -> None:
    walk(PARTS, 5, wire=lambda: OverSocket(live_server.thread.port))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(FIRST, FIRST + DEEP // 100))
def test_no_walk_of_many_ends_in_a_dead_end(part: int) -> None:
    walk(1_000 + part, 100, steps=STEPS + part % 11, shrink=True)
