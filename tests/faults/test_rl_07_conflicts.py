"""Deadlocks and lock waits of MariaDB forced on codes, refresh tokens and counters: done once, or 503 and nothing. RL-07."""

import time

import pytest
from django.db import OperationalError, transaction

from idp.audit.models import Event
from idp.core import transactions
from idp.core.models import OutboxEntry
from idp.limits import guesses
from idp.limits.models import GuessBudget
from idp.oidc.models import Grant
from tests.factories.accounts import person
from tests.factories.oidc import body, make_party
from tests.faults.others import Other, at_once, until_somebody_waits
from tests.services import under_test

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not under_test.on_services(), reason="MariaDB's locks"),
]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each conflict that was met, by its number."""
    met: list[int] = []
    is_conflict = transactions.is_conflict

    def seen(error: BaseException) -> bool:
        met.append(error.args[0])
        return is_conflict(error)

    monkeypatch.setattr(transactions, "is_conflict", seen)
    return met


def test_the_victim_of_a_deadlock_redeems_its_code_once(other: Other, tried: list[int]) -> None:
    party = make_party("s3cret")
    code = party.code()
    events = Event.objects.count()
    other.grow_heavy()
    other.lock_the_end_of(Event._meta.db_table)
    redeemed = at_once(lambda: party.redeem(code))
    until_somebody_waits()  # it has spent the code, and waits to record that
    other.do(f"UPDATE `{Grant._meta.db_table}` SET code_attempts = code_attempts")  # and now both wait for each other
    other.let_go()
    assert redeemed().status_code == 200
    assert tried == [transactions.DEADLOCK]
    assert Event.objects.count() == events + 1
    assert Grant.objects.get().generation == 1


def test_a_refresh_that_waited_too_long_is_done_once(other: Other, tried: list[int]) -> None:
    party = make_party("s3cret")
    first = party.sign_in()["refresh_token"]
    other.do(f"UPDATE `{Grant._meta.db_table}` SET revoke_reason = 'x'")
    refreshed = at_once(lambda: party.refresh(first))
    while not tried:
        time.sleep(0.05)
    other.let_go()
    answer = refreshed()
    assert answer.status_code == 200
    assert set(tried) == {transactions.LOCK_WAIT}
    assert Grant.objects.get().generation == 2
    assert party.refresh(body(answer)["refresh_token"]).status_code == 200


def test_a_guess_is_counted_once_and_its_owner_told_once(other: Other, tried: list[int]) -> None:
    ada = person()
    for _ in range(guesses.FREE - 1):
        guesses.charge(ada, guesses.PASSWORD)
    told = OutboxEntry.objects.count()
    other.grow_heavy()
    other.lock_the_end_of(OutboxEntry._meta.db_table)
    charged = at_once(lambda: guesses.charge(ada, guesses.PASSWORD))
    until_somebody_waits()
    other.do(f"UPDATE `{GuessBudget._meta.db_table}` SET user_id = user_id")
    other.let_go()
    assert charged().attempts_left == 0
    assert tried == [transactions.DEADLOCK]
    assert set(GuessBudget.objects.values_list("failures", flat=True)) == {guesses.FREE}
    assert OutboxEntry.objects.count() == told + 1


def test_a_conflict_that_does_not_end_is_503_and_nothing(other: Other, tried: list[int]) -> None:
    party = make_party("s3cret")
    code = party.code()
    other.do(f"UPDATE `{Grant._meta.db_table}` SET revoke_reason = ''")
    started = time.monotonic()
    party.browser.raise_request_exception = False
    refused = at_once(lambda: party.redeem(code))()
    assert refused.status_code == 503 and refused["Retry-After"] == "5"
    assert time.monotonic() - started < 3 * 3 + 2
    assert tried == [transactions.LOCK_WAIT] * (transactions.TRIES - 1)
    other.let_go()
    assert Grant.objects.get().activated_at is None
    assert party.redeem(code).status_code == 200


def test_inside_a_transaction_of_the_caller_nothing_is_repeated() -> None:
    calls: list[int] = []

    @transactions.repeatable()
    def part() -> None:
        calls.append(1)
        raise OperationalError(transactions.DEADLOCK, "Deadlock found")

    with pytest.raises(Exception, match="Deadlock"), transaction.atomic():
        part()
    assert len(calls) == 1
