"""The table of roles, cell by cell."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.accounts.roles import HELPDESK, Act, may


@dataclass(frozen=True)
class Somebody:
    pk: int
    is_active: bool = True
    is_admin: bool = False
    is_helpdesk: bool = False


ADMIN, OTHER_ADMIN = Somebody(1, is_admin=True), Somebody(2, is_admin=True)
HELPER, OTHER_HELPER = Somebody(3, is_helpdesk=True), Somebody(4, is_helpdesk=True)
PERSON, OTHER_PERSON = Somebody(5), Somebody(6)
people = st.builds(Somebody, st.integers(1, 3), st.booleans(), st.booleans(), st.booleans())


@pytest.mark.parametrize("act", list(Act))
def test_an_administrator_may_do_everything_to_others(act: Act) -> None:
    assert may(ADMIN, act)
    assert may(ADMIN, act, PERSON) and may(ADMIN, act, HELPER) and may(ADMIN, act, OTHER_ADMIN)


def test_nobody_locks_demotes_or_resets_themselves() -> None:
    assert [act for act in Act if not may(ADMIN, act, ADMIN)] == [Act.RESET_FACTORS, Act.LOCK, Act.CHANGE_ROLES]


def test_the_helpdesk_helps_people_and_nothing_more() -> None:
    assert {act for act in Act if may(HELPER, act, PERSON)} == {
        Act.FIND,
        Act.SIGN_OUT,
        Act.RESET_FACTORS,
        Act.RESEND_INVITATION,
    }
    for staff in (ADMIN, OTHER_HELPER, HELPER):
        assert not [act for act in Act if may(HELPER, act, staff)]


@pytest.mark.parametrize("act", list(Act))
def test_everybody_else_may_nothing(act: Act) -> None:
    assert not may(PERSON, act) and not may(PERSON, act, PERSON) and not may(PERSON, act, OTHER_PERSON)


@given(people, st.sampled_from(Act), st.none() | people)
def test_nothing_is_allowed_without_an_active_role(actor: Somebody, act: Act, person: Somebody | None) -> None:
    if may(actor, act, person):
        assert actor.is_active
        assert actor.is_admin or (actor.is_helpdesk and act in HELPDESK)
        if not actor.is_admin and person is not None:
            assert not person.is_admin and not person.is_helpdesk
