"""Spending decides, not loading: a match that was right a moment ago counts once. M16, MF-07, MF-26."""

from collections.abc import Callable
from functools import partial

import pytest

from idp.accounts.models import User
from idp.accounts.outcomes import Rejected
from idp.core import clock
from idp.mfa import enrolment
from idp.mfa.factors import recovery_codes, totp
from idp.mfa.factors.interface import Attempt, Credential, Match, Miss
from idp.mfa.models import Authenticator
from idp.mfa.stores import Store
from tests.factories.accounts import SECRET, app_code, browser, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return person("ada@example.org", totp=SECRET, codes=["AAAAA-AAAAA", "BBBBB-BBBBB"])


def loaded(store: Store, user: User) -> tuple[Credential, ...]:
    found = store.load(user, "interaction:1")
    assert not isinstance(found, Rejected)
    return found


def test_one_step_that_two_doors_matched_is_spent_once(ada: User) -> None:
    store = totp.FACTOR.store
    match = Match(loaded(store, ada)[0], clock.unix_time() // 30)
    assert [store.spend(ada, match) for _ in range(3)] == [True, False, False]
    assert not store.spend(ada, Match(match.credential, match.step - 1))
    assert store.spend(ada, Match(match.credential, match.step + 1))


def test_an_app_removed_in_between_is_not_spent(ada: User) -> None:
    store = totp.FACTOR.store
    match = Match(loaded(store, ada)[0], clock.unix_time() // 30)
    Authenticator.objects.update(confirmed_at=None)
    assert not store.spend(ada, match)


def test_one_recovery_code_that_two_doors_matched_is_spent_once(ada: User) -> None:
    store = recovery_codes.FACTOR.store
    first, second = (Match(credential) for credential in loaded(store, ada))
    assert [store.spend(ada, first) for _ in range(3)] == [True, False, False]
    assert store.spend(ada, second)


def confirm_while(monkeypatch: pytest.MonkeyPatch, user: User, meanwhile: Callable[[], object]) -> object:
    """Confirm an enrolment whose code is judged right, but only after something else happened to the person's factors."""
    late = enrolment.begin(user, binding="interaction:2")
    judge = totp.check

    def judge_afterwards(attempt: Attempt) -> Match | Miss:
        monkeypatch.setattr(totp, "check", judge)
        meanwhile()
        return judge(attempt)

    monkeypatch.setattr(totp, "check", judge_afterwards)
    return enrolment.confirm(user, binding="interaction:2", code=app_code(late.secret), request=browser())


def test_an_enrolment_that_finishes_while_another_is_judged_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    bob = person("bob@example.org")
    rival = enrolment.begin(bob, binding="interaction:1")
    confirm = partial(enrolment.confirm, bob, binding="interaction:1", code=app_code(rival.secret), request=browser())
    answer = confirm_while(monkeypatch, bob, confirm)
    assert isinstance(answer, Rejected) and answer.reason == "superseded"
    assert Authenticator.objects.filter(user=bob).exclude(confirmed_at=None).get().handle == rival.handle


def test_a_removal_that_finishes_while_an_enrolment_is_judged_wins(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = Authenticator.objects.get(user=ada).handle
    answer = confirm_while(monkeypatch, ada, partial(enrolment.remove, ada, handle, request=browser()))
    assert isinstance(answer, Rejected) and answer.reason == "superseded"
    assert not Authenticator.objects.filter(user=ada).exclude(confirmed_at=None).exists()
