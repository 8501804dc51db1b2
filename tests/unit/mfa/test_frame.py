"""The frame around the factors. MF-03, MF-05, MF-06, MF-10, MF-12, MF-13, MF-26, MF-34."""

from datetime import timedelta

import pytest
import time_machine
from pytest_django.fixtures import Settings

from idp import mfa
from idp.accounts.models import Challenge, User
from idp.audit.models import Event
from idp.core import clock
from idp.core.errors import AppError, Throttled
from idp.limits.guesses import HardStop
from idp.limits.models import GuessBudget, RateBucket
from idp.mfa.models import Authenticator, RecoveryCode
from tests.factories.accounts import SECRET, app_code, browser, letters, other_code, person

pytestmark = pytest.mark.django_db
CODES = ["AAAAA-AAAAA", "BBBBB-BBBBB", "CCCCC-CCCCC"]


@pytest.fixture
def ada() -> User:
    return person("ada@example.org", totp=SECRET, codes=CODES)


def verify(user: User, factor_type: str, code: str, *, binding: str = "interaction:1", ip: str = "203.0.113.7") -> str:
    result = mfa.verify(user, factor_type, code, binding=binding, request=browser(ip), interaction_id="i1", client_id="c1")
    return result.reason if isinstance(result, mfa.Rejected) else "verified"


def send(user: User, binding: str = "interaction:1") -> str:
    assert mfa.begin(user, "email_otp", binding=binding, request=browser()).ok
    return letters(user.email)[-1].code


def wrong_code() -> str:
    return next(
        code for code in ("000000", "111111", "222222", "333333") if code not in {app_code(steps=n) for n in (-1, 0, 1)}
    )


def test_each_factor_verifies_and_is_recorded(ada: User) -> None:
    assert verify(ada, "totp", app_code()) == "verified"
    assert verify(ada, "email_otp", send(ada)) == "verified"
    assert verify(ada, "recovery", "aaaaa aaaaa") == "verified"
    events = Event.objects.filter(
        action="user:factor:prove", outcome="success", subject=ada.sub, interaction_id="i1", client_id="c1"
    )
    assert sorted(event.detail["factor"] for event in events) == ["email_otp", "recovery", "totp"]


def test_a_code_of_the_app_counts_once_at_whatever_door(ada: User) -> None:
    code = app_code()
    assert verify(ada, "totp", code) == "verified"
    for binding in ("interaction:1", "interaction:2", "session:s"):
        assert verify(ada, "totp", code, binding=binding) == "replayed"
    assert verify(ada, "totp", app_code(steps=1)) == "verified"
    assert verify(ada, "totp", app_code()) == "replayed"
    result = mfa.verify(ada, "totp", code, binding="b", request=browser())
    assert isinstance(result, mfa.Rejected) and result.message == "You have already used that code. Wait for the next one."


def test_an_unconfirmed_app_proves_nothing(ada: User) -> None:
    Authenticator.objects.update(confirmed_at=None)
    assert verify(ada, "totp", app_code()) == "unavailable"


def test_wrong_codes_share_one_budget_and_say_what_is_left(ada: User) -> None:
    left = []
    for number in range(5):
        result = mfa.verify(ada, "totp", wrong_code(), binding=f"interaction:{number}", request=browser(f"198.51.100.{number}"))
        assert isinstance(result, mfa.Rejected) and result.reason == "wrong"
        left.append((result.attempts_left, result.message))
    assert [count for count, _ in left] == [4, 3, 2, 1, 0]
    assert left[0][1] == "That code is not right. 4 attempts left."
    assert left[3][1] == "That code is not right. 1 attempt left."
    with pytest.raises(Throttled):
        verify(ada, "totp", app_code(), ip="198.51.100.99")


def test_another_way_in_stays_open_while_one_is_blocked_and_ends_a_hard_stop(ada: User) -> None:
    verify(ada, "totp", wrong_code())
    GuessBudget.objects.filter(factor_class="totp").update(failures=50)
    with pytest.raises(HardStop):
        verify(ada, "totp", app_code())
    assert verify(ada, "recovery", "AAAAA-AAAAA") == "verified"
    assert verify(ada, "totp", app_code()) == "verified"
    assert not GuessBudget.objects.exclude(failures=0).exists()


def test_a_proof_by_one_factor_does_not_forgive_guesses_at_another(ada: User) -> None:
    for _ in range(3):
        verify(ada, "totp", wrong_code())
    assert verify(ada, "recovery", "AAAAA-AAAAA") == "verified"
    assert GuessBudget.objects.get(factor_class="totp").failures == 3


@pytest.mark.parametrize("factor_type", ["totp", "email_otp", "recovery"])
@pytest.mark.parametrize("typed", ["null", "[]", "{}", "true", "0", "abc", "12345", "x" * 100_000])
def test_a_text_that_is_no_code_costs_no_try(ada: User, factor_type: str, typed: str) -> None:
    if factor_type == "email_otp":
        send(ada)
    assert verify(ada, factor_type, typed) == ("no_recovery_code" if factor_type == "recovery" else "no_code")
    assert not GuessBudget.objects.exists()
    assert not Challenge.objects.exclude(attempts=0).exists()


@pytest.mark.parametrize("typed", ["", " ", "\n"])
def test_an_empty_field_does_not(ada: User, typed: str) -> None:
    assert verify(ada, "totp", typed) == "missing"
    assert not GuessBudget.objects.exists()


def test_an_unknown_factor_stops_the_sign_in(ada: User) -> None:
    with pytest.raises(KeyError):
        verify(ada, "sms", "123456")


def test_a_seed_that_cannot_be_read_stops_the_sign_in_with_a_clear_error(ada: User) -> None:
    Authenticator.objects.update(sealed_secret="v1.gone.AAAA")
    with pytest.raises(AppError) as refused:
        verify(ada, "totp", app_code())
    assert refused.value.code == "factor_unreadable"
    assert Event.objects.get(action="user:factor:prove").reason == "the stored factor cannot be read"


def test_a_seed_of_another_person_or_row_cannot_be_read(ada: User) -> None:
    mallory = person("mallory@example.org", totp="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    stolen = Authenticator.objects.get(user=mallory).sealed_secret
    Authenticator.objects.filter(user=ada).update(sealed_secret=stolen)
    with pytest.raises(AppError):
        verify(ada, "totp", app_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))


def test_codes_of_others_prove_nothing(ada: User) -> None:
    bob = person("bob@example.org", totp="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", codes=["DDDDD-DDDDD"])
    assert verify(bob, "totp", app_code()) == "wrong"
    assert verify(bob, "recovery", "AAAAA-AAAAA") == "wrong"
    code = send(ada)
    assert verify(bob, "email_otp", code) == "wrong"


def test_a_mailed_code_is_bound_to_its_interaction_and_replaced_by_the_next(ada: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        first = send(ada)
        assert verify(ada, "email_otp", first, binding="interaction:2") == "expired"
        traveller.shift(61)
        second = send(ada)
        if first != second:
            assert verify(ada, "email_otp", first) == "wrong"
        traveller.shift(timedelta(minutes=5))
        assert verify(ada, "email_otp", second) == "expired"


def test_five_tries_at_a_mailed_code_end_it_for_good(ada: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        code = send(ada)
        for _ in range(5):
            assert verify(ada, "email_otp", other_code(code)) == "wrong"
        traveller.shift(31)
        assert verify(ada, "email_otp", code) == "exhausted"


def test_a_used_mailed_code_gives_the_send_back(ada: User) -> None:
    for _ in range(12):
        assert verify(ada, "email_otp", send(ada)) == "verified"


def test_a_recovery_code_counts_once_in_any_spelling_and_the_owner_is_told(ada: User) -> None:
    assert verify(ada, "recovery", "AAAAA-AAAAA") == "verified"
    for spelling in ("AAAAA-AAAAA", "aaaaaaaaaa", "aaaaa aaaaa") * 3:  # no guess: it is not counted as one
        assert verify(ada, "recovery", spelling) == "used"
    mails = [letter for letter in letters("ada@example.org") if letter.subject == "A recovery code was used"]
    assert len(mails) == 1 and "2 codes left" in mails[0].text and "Firefox on Linux" in mails[0].text
    assert RecoveryCode.objects.filter(spent_at=None).count() == 2


def test_a_wrong_code_after_the_right_password_is_told_at_most_once_a_day(ada: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(3):
            verify(ada, "totp", wrong_code())
        assert len([letter for letter in letters() if letter.subject == "A wrong code was entered for your account"]) == 1
        traveller.shift(timedelta(days=1))
        verify(ada, "totp", wrong_code())
        assert len([letter for letter in letters() if letter.subject == "A wrong code was entered for your account"]) == 2


def test_wrong_codes_from_one_address_at_many_people_are_held() -> None:
    people = [person(totp=SECRET) for _ in range(12)]
    for user in people[:10]:
        for _ in range(3):
            assert verify(user, "totp", wrong_code()) == "wrong"
    with pytest.raises(Throttled):
        verify(people[-1], "totp", app_code())
    assert verify(people[-1], "totp", app_code(), ip="198.51.100.1") == "verified"
    assert RateBucket.objects.exists()


@pytest.mark.parametrize(("mode", "outcome"), [("always", "wrong"), ("fallback", "unavailable"), ("never", "unavailable")])
def test_codes_by_mail_only_where_the_policy_allows_them(ada: User, settings: Settings, mode: str, outcome: str) -> None:
    code = send(ada)
    settings.IDP = settings.IDP.model_copy(update={"email_code": mode})
    assert verify(ada, "email_otp", other_code(code)) == outcome
    before = len(letters())
    if outcome == "unavailable":
        with pytest.raises(AppError):
            mfa.begin(ada, "email_otp", binding="interaction:2", request=browser())
        assert len(letters()) == before


def test_nothing_secret_is_recorded(ada: User) -> None:
    typed = [wrong_code(), app_code(), "AAAAA-AAAAA", send(ada)]
    verify(ada, "totp", typed[0])
    verify(ada, "totp", typed[1])
    verify(ada, "recovery", typed[2])
    verify(ada, "email_otp", typed[3])
    written = str(list(Event.objects.values()))
    assert all(code not in written for code in [*typed, SECRET])
