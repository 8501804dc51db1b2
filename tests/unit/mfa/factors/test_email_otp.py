"""A code by e-mail."""

import pytest

from idp.mfa.factors.email_otp import FACTOR, check
from idp.mfa.factors.interface import Attempt, Credential, Match, Miss


def judge(typed: str, *macs: str) -> Match | Miss:
    credentials = tuple(Credential(mac, mac) for mac in macs)
    return check(Attempt(typed, credentials, 0, lambda _credential, code: f"mac of {code}"))


@pytest.mark.parametrize("typed", ["123456", "123 456", "123-456"])
def test_the_code_that_was_sent(typed: str) -> None:
    assert isinstance(judge(typed, "mac of 123456"), Match)


@pytest.mark.parametrize("typed", ["", "123457", "12345", "mac of 123456"])
def test_anything_else(typed: str) -> None:
    assert judge(typed, "mac of 123456") == Miss("wrong")


def test_without_a_code_sent_nothing_is_right() -> None:
    assert judge("123456") == Miss("wrong")


def test_it_is_worth_less_than_an_app() -> None:
    assert (FACTOR.acr, FACTOR.amr) == ("2fa-email", ("otp",))
