"""Codes that prove an address. MF-13, MF-14, MF-15."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import address_codes
from idp.accounts.address_codes import Sent, TooSoon, Verified
from idp.accounts.models import Challenge, User
from idp.accounts.outcomes import Rejected
from idp.core import clock
from idp.core.errors import Throttled
from idp.core.models import OutboxEntry
from tests.factories.accounts import browser, letters, other_code, person

pytestmark = pytest.mark.django_db
LIFETIME = timedelta(minutes=5)


def send(
    user: User | None, *, purpose: str = "email_otp", binding: str = "interaction:1", address: str = "ada@example.org"
) -> Sent:
    return address_codes.send(
        purpose, binding=binding, user=user, address=address, lifetime=LIFETIME, template="signin_code", request=browser()
    )


def verify(code: str, *, purpose: str = "email_otp", binding: str = "interaction:1") -> Verified | Rejected:
    return address_codes.verify(purpose, binding=binding, code=code)


def reason(result: Verified | Rejected) -> str:
    return result.reason if isinstance(result, Rejected) else "verified"


def test_the_code_of_the_mail_verifies_once() -> None:
    ada = person("ada@example.org")
    send(ada)
    code = letters("ada@example.org")[-1].code
    result = verify(f"{code[:3]} {code[3:]}")
    assert isinstance(result, Verified) and (result.user, result.address) == (ada, "ada@example.org")
    assert reason(verify(code)) == "replayed"


def test_the_code_is_nowhere_but_in_the_mail() -> None:
    send(person("ada@example.org"))
    waiting = OutboxEntry.objects.get()
    sealed = waiting.sealed
    code = letters()[-1].code
    assert len(code) == 6
    assert code not in sealed and code not in str(waiting.payload)
    assert code not in str(Challenge.objects.values().get())
    assert code not in letters()[-1].subject
    assert OutboxEntry.objects.get().sealed == ""


def test_a_code_is_worthless_for_another_binding_or_purpose() -> None:
    ada = person("ada@example.org")
    send(ada)
    code = letters()[-1].code
    send(ada, binding="interaction:2")
    send(ada, purpose="verify_email")
    assert reason(verify(code, binding="interaction:2")) == "wrong"
    assert reason(verify(code, purpose="verify_email")) == "wrong"
    assert reason(verify(code, binding="session:1")) == "expired"
    assert reason(verify(code)) == "verified"


def test_sending_again_replaces_the_code_and_its_tries() -> None:
    ada = person("ada@example.org")
    send(ada)
    first = letters()[-1].code
    for _ in range(4):
        verify(other_code(first))
    send(ada)
    second = letters()[-1].code
    if first != second:
        assert reason(verify(first)) == "wrong"
    assert Challenge.objects.count() == 1
    assert reason(verify(second)) == "verified"


def test_five_wrong_tries_end_the_code() -> None:
    send(person("ada@example.org"))
    code = letters()[-1].code
    results = [verify(other_code(code)) for _ in range(5)]
    assert [result.attempts_left for result in results if isinstance(result, Rejected)] == [4, 3, 2, 1, 0]
    assert reason(verify(code)) == "exhausted"


@pytest.mark.parametrize("typed", ["null", "[]", "{}", "true", "0", "abcdef", "1" * 10_000])
def test_a_text_that_is_no_code_is_no_try(typed: str) -> None:
    send(person("ada@example.org"))
    assert reason(verify(typed)) == "no_code"
    assert Challenge.objects.get().attempts == 0


@pytest.mark.parametrize("typed", ["", "  "])
def test_an_empty_field_is_no_try(typed: str) -> None:
    send(person("ada@example.org"))
    assert reason(verify(typed)) == "missing"
    assert Challenge.objects.get().attempts == 0


def test_a_code_expires() -> None:
    send(person("ada@example.org"))
    code = letters()[-1].code
    assert address_codes.waits("email_otp", "interaction:1")
    with time_machine.travel(clock.now() + LIFETIME):
        assert reason(verify(code)) == "expired"
        assert not address_codes.waits("email_otp", "interaction:1")


def test_a_code_that_was_replaced_after_it_was_compared_is_not_spent() -> None:
    ada = person("ada@example.org")
    send(ada)
    compared = address_codes.checked("email_otp", binding="interaction:1", code=letters()[-1].code)
    assert isinstance(compared, Challenge)
    send(ada)
    assert not address_codes.spend(compared)


def test_a_decoy_looks_the_same_and_its_mail_has_no_code() -> None:
    real = send(person("ada@example.org"))
    decoy = address_codes.send(
        "verify_email",
        binding="interaction:2",
        user=None,
        address="bob@example.org",
        lifetime=LIFETIME,
        template="already_registered",
    )
    assert (decoy.ok, decoy.retry_after_seconds) == (real.ok, real.retry_after_seconds)
    assert letters("bob@example.org")[-1].code == ""
    assert Challenge.objects.filter(user=None).count() == 1


def test_asking_again_within_a_minute_is_too_soon_and_the_sixth_within_an_hour_too_many() -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for sent in range(5):
            assert address_codes.may_send("email_otp", "ada@example.org", "203.0.113.7") is None
            if sent < 4:
                too_soon = address_codes.may_send("email_otp", "Ada@Example.org", "203.0.113.8")
                assert isinstance(too_soon, TooSoon) and not too_soon.ok and too_soon.retry_after_seconds == 60
            traveller.shift(61)
        with pytest.raises(Throttled):
            address_codes.may_send("email_otp", "ada@example.org", "203.0.113.7")


def test_a_strangers_registrations_do_not_hold_up_sign_in_codes() -> None:
    assert address_codes.may_send("verify_email", "ada@example.org", "203.0.113.66") is None
    assert address_codes.may_send("email_otp", "ada@example.org", "203.0.113.7") is None
