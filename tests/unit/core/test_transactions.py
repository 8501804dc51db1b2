"""What lost a conflict is run again, twice at most; what failed otherwise, or is part of something greater, is not. RL-07."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.core import transactions
from idp.core.transactions import DEADLOCK, LOCK_WAIT, TRIES, repeatable

pytestmark = pytest.mark.django_db(transaction=True)
GONE = 2013  # the connection was lost: whether the commit came through is not known


def failing(times: int, *error: object, kind: type[Exception] = OperationalError) -> list[int]:
    """Runs of a transaction that writes an event and then fails so many times."""
    runs: list[int] = []

    @repeatable()
    def act() -> None:
        runs.append(1)
        record(Action.SESSION_END)
        if len(runs) <= times:
            raise kind(*error)

    try:
        act()
    except (OperationalError, IntegrityError):
        runs.append(0)
    return runs


@pytest.mark.parametrize("number", [DEADLOCK, LOCK_WAIT])
def test_a_lost_conflict_is_run_again_and_leaves_one_effect(number: int) -> None:
    assert failing(TRIES - 1, number, "lost") == [1] * TRIES
    assert Event.objects.count() == 1


def test_after_the_last_try_it_is_over_and_nothing_is_left() -> None:
    assert failing(TRIES, DEADLOCK, "lost") == [1] * TRIES + [0]
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("kind", "error"), [(OperationalError, (GONE, "lost")), (OperationalError, ()), (IntegrityError, (1062, "x"))]
)
def test_what_failed_otherwise_is_not_run_again(kind: type[Exception], error: tuple[object, ...]) -> None:
    assert failing(1, *error, kind=kind) == [1, 0]


def test_a_part_of_a_transaction_is_not_run_again_and_a_durable_one_is_no_part() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        repeatable(durable=True)(lambda: None)()
    with transaction.atomic():
        assert failing(1, DEADLOCK, "lost") == [1, 0]
    assert connection.in_atomic_block is False
    assert transactions.is_conflict(OperationalError(DEADLOCK)) and not transactions.is_conflict(ValueError(DEADLOCK))
