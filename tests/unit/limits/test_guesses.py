"""Guess budgets: counted before the check, growing waits, a hard stop that another proof ends. MF-09, MF-10, MF-12."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from idp.audit.models import Event
from idp.core import clock
from idp.core.errors import Throttled
from idp.limits import guesses
from idp.limits.models import GuessBudget
from tests.factories.accounts import letters, person

pytestmark = pytest.mark.django_db


def test_five_are_free_and_the_fifth_says_how_long_to_wait() -> None:
    ada = person()
    charges = [guesses.charge(ada, "totp") for _ in range(5)]
    assert [charge.attempts_left for charge in charges] == [4, 3, 2, 1, 0]
    assert [charge.retry_after_seconds for charge in charges] == [0, 0, 0, 0, 30]
    with pytest.raises(Throttled) as refused:
        guesses.charge(ada, "totp")
    assert 29 <= refused.value.retry_after_seconds <= 31
    assert not isinstance(refused.value, guesses.HardStop)


def test_a_refused_guess_is_not_counted() -> None:
    ada = person()
    for _ in range(5):
        guesses.charge(ada, "totp")
    for _ in range(10):
        with pytest.raises(Throttled):
            guesses.charge(ada, "totp")
    assert GuessBudget.objects.get().failures == 5


def test_a_guess_that_was_none_is_taken_back_and_no_other() -> None:
    ada = person()
    first = guesses.charge(ada, "recovery")
    guesses.refund(first)
    assert GuessBudget.objects.get().failures == 0
    early = guesses.charge(ada, "recovery")
    for _ in range(4):
        guesses.charge(ada, "recovery")
    guesses.refund(early)  # four wrong ones came in between: they stay, and so does the wait
    assert GuessBudget.objects.get().failures == 5
    with pytest.raises(Throttled):
        guesses.charge(ada, "recovery")


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (49, 3600), (10**6, 3600)]
)
def test_waits_double_up_to_an_hour(failures: int, seconds: int) -> None:
    assert guesses.FACTOR.wait_seconds(failures) == guesses.NEAR.wait_seconds(failures) == seconds


def test_a_factor_stops_at_fifty_whatever_the_patience() -> None:
    ada = person()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        counted = 0
        while counted < 100:
            try:
                guesses.charge(ada, "totp")
                counted += 1
            except guesses.HardStop:
                break
            except Throttled as error:
                traveller.shift(error.retry_after_seconds)
        assert counted == 50
        traveller.shift(timedelta(days=365))
        with pytest.raises(guesses.HardStop):
            guesses.charge(ada, "totp")


def test_another_proof_lifts_the_stop_but_the_waiting_stays() -> None:
    ada = person()
    GuessBudget.objects.all().delete()
    guesses.charge(ada, "totp")
    GuessBudget.objects.update(failures=50, blocked_until=None)
    guesses.lift(ada)
    assert guesses.charge(ada, "totp").retry_after_seconds == 60
    with pytest.raises(Throttled):
        guesses.charge(ada, "totp")


def test_lift_leaves_running_streaks_alone() -> None:
    ada = person()
    for _ in range(4):
        guesses.charge(ada, "totp")
    guesses.lift(ada)
    assert guesses.charge(ada, "totp").attempts_left == 0


def test_passwords_back_off_but_never_stop() -> None:
    ada = person()
    guesses.charge(ada, guesses.PASSWORD)
    GuessBudget.objects.update(failures=500, blocked_until=None)
    assert guesses.charge(ada, guesses.PASSWORD).retry_after_seconds == 3600


def test_strangers_everywhere_get_fifty_passwords_and_then_one_each_quarter_of_an_hour() -> None:
    """The sum of ADR 0022: 146 in the first day, 96 in each further one, however many networks there are."""
    ada, judged, a_day = person(), [0, 0], timedelta(days=1)
    with time_machine.travel(clock.now(), tick=False) as now:
        start = clock.now()
        for number in range(2000):
            day = (clock.now() - start) // a_day
            if day > 1:
                break
            try:
                guesses.charge(ada, guesses.PASSWORD, ip=f"10.{number // 250}.{number % 250}.7")
                judged[day] += 1
            except Throttled as error:
                now.shift(error.retry_after_seconds)
    assert judged == [145, 96] or judged == [146, 96]


def test_strangers_spend_nothing_of_a_known_browser_and_it_nothing_of_theirs() -> None:
    ada = person()
    for factor_class in (guesses.PASSWORD, "totp"):
        for _ in range(5):
            guesses.charge(ada, factor_class)
        charged = guesses.charge(ada, factor_class, browser="known")
        assert (charged.attempts_left, charged.browser) == (4, "known")
        guesses.proved(charged)
        with pytest.raises(Throttled):
            guesses.charge(ada, factor_class)


@pytest.mark.parametrize("factor_class", [guesses.PASSWORD, "totp"])
def test_a_known_browser_that_is_wrong_too_often_counts_as_a_strangers_until_it_proves_the_person(factor_class: str) -> None:
    ada = person()
    with time_machine.travel(clock.now(), tick=False) as now:
        for _ in range(10):
            assert guesses.trusted(ada, factor_class, "copied")
            charged = guesses.charge(ada, factor_class, browser="copied")
            now.shift(charged.retry_after_seconds)
        assert not guesses.trusted(ada, factor_class, "copied")
        assert sum(GuessBudget.objects.values_list("failures", flat=True)) == 10
        charged = guesses.charge(ada, factor_class, browser="copied")
        assert charged.browser == ""
        guesses.proved(charged)
        assert guesses.trusted(ada, factor_class, "copied")


def test_a_proof_in_a_known_browser_ends_its_own_stops_and_gives_strangers_nothing() -> None:
    ada = person()
    guesses.charge(ada, "totp")
    guesses.charge(ada, "totp", browser="known")
    GuessBudget.objects.update(failures=50, blocked_until=None)
    guesses.lift(ada, browser="known")
    assert guesses.trusted(ada, "totp", "known")
    with pytest.raises(guesses.HardStop):
        guesses.charge(ada, "totp")


def test_honest_sign_ins_use_up_nothing_of_what_strangers_share() -> None:
    ada = person()
    with time_machine.travel(clock.now(), tick=False):
        for number in range(60):
            guesses.proved(guesses.charge(ada, guesses.PASSWORD, ip=f"10.0.{number}.7"))
        assert not GuessBudget.objects.exclude(failures=0).exists()


def test_a_quiet_day_ends_a_streak_of_passwords_and_none_of_codes() -> None:
    ada = person()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for factor_class in (guesses.PASSWORD, "totp"):
            for _ in range(4):
                guesses.charge(ada, factor_class)
        traveller.shift(timedelta(days=1, seconds=1))
        assert guesses.charge(ada, guesses.PASSWORD).attempts_left == 4
        assert guesses.charge(ada, "totp").attempts_left == 0


def test_a_proof_clears_only_its_own_factor_class() -> None:
    ada, bob = person(), person()
    for user, factor_class in ((ada, "totp"), (ada, "email_otp"), (bob, "totp")):
        guesses.charge(user, factor_class)
    guesses.clear(ada, "totp")
    left = sorted(GuessBudget.objects.exclude(failures=0).values_list("user__email", "factor_class"))
    assert left == sorted([(ada.email, "email_otp"), (bob.email, "totp")])


def test_an_address_that_nobody_has_meets_the_same_budget() -> None:
    for left in (4, 3, 2, 1, 0):
        assert guesses.charge(None, guesses.PASSWORD, address="nobody@example.org").attempts_left == left
    with pytest.raises(Throttled):
        guesses.charge(None, guesses.PASSWORD, address="nobody@example.org")
    assert guesses.charge(None, guesses.PASSWORD, address="noone@example.org").attempts_left == 4


def test_what_says_nothing_after_a_day_is_pruned_and_guesses_at_a_factor_never() -> None:
    ada = person()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        guesses.charge(None, guesses.PASSWORD, address="nobody@example.org")
        guesses.charge(ada, guesses.PASSWORD)
        guesses.charge(ada, "totp")
        assert guesses.prune(500) == 0
        traveller.shift(timedelta(days=2))
        assert guesses.prune(500) == 4
        assert GuessBudget.objects.get().factor_class == "totp"


@pytest.mark.django_db(transaction=True)
def test_counting_inside_a_transaction_is_a_mistake_that_shows() -> None:
    ada = person()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        guesses.charge(ada, "totp")


def test_the_owner_hears_of_a_streak_once() -> None:
    ada = person("ada@example.org")
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(12):
            try:
                guesses.charge(ada, "totp")
            except Throttled as error:
                traveller.shift(error.retry_after_seconds)
        subjects = [letter.subject for letter in letters("ada@example.org")]
    assert subjects == ["Someone is trying to sign in to your account"]
    event = Event.objects.get(action="limit:rate:refuse")
    assert (event.subject, event.reason, event.detail) == (ada.sub, "guess budget", {"budget": "totp"})


def test_a_clock_set_back_by_days_blocks_nobody_for_days_and_forgets_no_failure() -> None:
    ada = person()
    with time_machine.travel(clock.now(), tick=False) as now:
        now.shift(5 * 86_400)
        for _ in range(5):
            guesses.charge(ada, "totp")
        now.shift(-5 * 86_400)
        assert guesses.charge(ada, "totp").retry_after_seconds == 60
        with pytest.raises(Throttled):
            guesses.charge(ada, "totp")
