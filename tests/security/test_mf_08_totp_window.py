"""MF-08: codes of steps long gone or to come; a code of an earlier step after a later one. RFC 6238 §5.2, §6."""

import pytest
import time_machine

from idp.core import clock
from tests.factories.people import make_person
from tests.rp import Arrival, Browser
from tests.security.sign_ins import half_session

pytestmark = pytest.mark.django_db(transaction=True)


def enters(person: object, step: int) -> bool:
    browser = Browser()
    return isinstance(browser.submit(half_session(browser, person), code=person.totp(step)), Arrival)


@pytest.mark.spec("RFC 6238", "5.2", "MUST")
@pytest.mark.parametrize(("step", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_either_way(step: int, accepted: bool) -> None:
    with time_machine.travel(clock.now(), tick=False):
        assert enters(make_person(totp=True), step) is accepted


def test_steps_never_go_back() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice = make_person(totp=True)
        assert [enters(alice, step) for step in (-1, -1, 1, 0, -1, 1)] == [True, False, True, False, False, False]
