"""Is the proof fresh, and by the strongest factor? MF-24."""

from datetime import timedelta

import pytest

from idp.accounts.models import User
from idp.core import clock
from idp.mfa import sudo
from idp.sessions.models import Session
from tests.factories.accounts import SECRET, person

pytestmark = pytest.mark.django_db


def session(user: User, acr: str, *, minutes: float = 1, ended: bool = False) -> Session:
    moment = clock.now()
    at = moment - timedelta(minutes=minutes) if acr else None
    return Session(user=user, fresh_at=at, fresh_acr=acr, ended_at=moment if ended else None)


@pytest.mark.parametrize(
    ("has_app", "acr", "minutes", "is_fresh"),
    [
        (True, "mfa", 1, True),
        (True, "mfa", 11, False),
        (True, "2fa-email", 1, False),
        (False, "2fa-email", 1, True),
        (False, "2fa-email", 11, False),
        (False, "mfa", 1, True),
        (False, "1fa", 1, False),
        (True, "", 0, False),
    ],
)
def test_the_strongest_factor_a_moment_ago(has_app: bool, acr: str, minutes: float, is_fresh: bool) -> None:
    ada = person(totp=SECRET if has_app else "")
    assert sudo.is_fresh(session(ada, acr, minutes=minutes), ada) is is_fresh


@pytest.mark.parametrize(("acr", "is_fresh"), [("mfa", True), ("2fa-email", False), ("1fa", False)])
def test_a_page_may_demand_more_than_the_person_has_enrolled(acr: str, is_fresh: bool) -> None:
    bob = person()
    assert sudo.is_fresh(session(bob, acr), bob, at_least="mfa") is is_fresh


def test_not_somebody_elses_session_and_not_an_ended_one() -> None:
    ada, bob = person(), person()
    assert not sudo.is_fresh(session(bob, "2fa-email"), ada)
    assert not sudo.is_fresh(session(ada, "2fa-email", ended=True), ada)
