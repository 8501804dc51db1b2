"""What a person can use, and sending codes. MF-05, MF-16."""

import pytest
import time_machine
from pytest_django.fixtures import Settings

from idp import mfa
from idp.accounts import address_codes
from idp.audit.models import Event
from idp.core import clock
from idp.core.errors import AppError, Throttled
from idp.mfa.factors.interface import FactorFacts
from idp.mfa.stores import EMAIL_OTP
from tests.factories.accounts import SECRET, browser, letters, person

pytestmark = pytest.mark.django_db
CODES = ["AAAAA-AAAAA"]


@pytest.mark.parametrize(
    ("mode", "has_app", "strict", "expected"),
    [
        ("always", True, False, ("totp", "email_otp", "recovery")),
        ("always", True, True, ("totp", "recovery")),
        ("always", False, False, ("email_otp",)),
        ("always", False, True, ("email_otp",)),
        ("fallback", True, False, ("totp", "recovery")),
        ("fallback", False, False, ("email_otp",)),
        ("never", True, False, ("totp", "recovery")),
        ("never", False, False, ()),
    ],
)
def test_methods(settings: Settings, mode: str, has_app: bool, strict: bool, expected: tuple[str, ...]) -> None:
    settings.IDP = settings.IDP.model_copy(update={"email_code": mode})
    ada = person(totp=SECRET, codes=CODES) if has_app else person()
    assert mfa.methods(ada, strict_mfa=strict) == expected


def test_an_unproved_address_gets_no_sign_in_code() -> None:
    ada = person(verified=False)
    assert mfa.methods(ada) == ()
    with pytest.raises(AppError):
        mfa.begin(ada, "email_otp", binding="interaction:1", request=browser())
    assert letters() == []


def test_facts() -> None:
    assert mfa.factor_facts(person()) == FactorFacts(False, 0, False, True)
    assert mfa.factor_facts(person(totp=SECRET, codes=CODES)) == FactorFacts(True, 1, True, True)


def test_a_code_by_mail_says_who_asked_and_how_long_it_works() -> None:
    ada = person("ada@example.org")
    sent = mfa.begin(ada, "email_otp", binding="interaction:1", request=browser())
    assert sent.ok and address_codes.waits(EMAIL_OTP, "interaction:1")
    assert not address_codes.waits(EMAIL_OTP, "interaction:2")
    letter = letters("ada@example.org")[-1]
    assert letter.subject == "Your Gatehouse sign-in code"
    assert letter.text.splitlines()[0] == letter.code
    assert "It works for 5 minutes. Someone asked for it from Firefox on Linux, IP address 203.0.113.7." in letter.text
    assert "If that was not you, change your password." in letter.text
    assert Event.objects.filter(action="user:factor:send", subject=ada.sub).count() == 1


def test_a_hundred_requests_send_one_code_a_minute_and_five_an_hour() -> None:
    ada = person("ada@example.org")
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for step in range(100):
            try:
                mfa.begin(ada, "email_otp", binding=f"interaction:{step % 50}", request=browser(f"198.51.100.{step}"))
            except Throttled:
                continue
            finally:
                received = letters("ada@example.org")
                traveller.shift(20)
    assert len(received) == 5
