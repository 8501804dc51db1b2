"""Codes of an app: the RFC's vectors, the window, replays. MF-06, MF-08."""

import base64

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.mfa.factors.interface import Attempt, Credential, Match, Miss
from idp.mfa.factors.totp import FACTOR, check

SEED = base64.b32encode(b"12345678901234567890").decode()
NOW = 1_800_000_015
STEP = NOW // 30


def judge(typed: str, *, last_step: int = 0, at: int = NOW, seeds: tuple[str, ...] = (SEED,)) -> Match | Miss:
    credentials = tuple(Credential(f"c{number}", seed, last_step) for number, seed in enumerate(seeds))
    return check(Attempt(typed, credentials, at, lambda *_: ""))


def shown(step: int, seed: str = SEED) -> str:
    return pyotp.TOTP(seed).generate_otp(step)


@pytest.mark.spec("RFC 6238", "appendix B", "MUST")
@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_rfc(at: int, code: str) -> None:
    assert judge(code, at=at) == Match(Credential("c0", SEED), at // 30)


@pytest.mark.spec("RFC 6238", "5.2", "MUST")
@pytest.mark.parametrize(("offset", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_either_way(offset: int, is_right: bool) -> None:
    outcome = judge(shown(STEP + offset))
    assert isinstance(outcome, Match) is is_right
    if isinstance(outcome, Match):
        assert outcome.step == STEP + offset


@pytest.mark.spec("RFC 6238", "5.2", "MUST")
def test_a_step_is_accepted_once_and_never_an_earlier_one() -> None:
    assert judge(shown(STEP), last_step=STEP) == Miss("replayed")
    assert judge(shown(STEP - 1), last_step=STEP) == Miss("replayed")
    assert isinstance(judge(shown(STEP + 1), last_step=STEP), Match)


def test_any_of_several_apps_will_do() -> None:
    other = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    outcome = judge(shown(STEP, other), seeds=(SEED, other))
    assert isinstance(outcome, Match) and outcome.credential.handle == "c1"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "null", "[]", "x" * 10_000])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert judge(typed) == Miss("wrong")


@given(st.integers(0, 2**33), st.integers(-1, 1))
def test_every_code_of_the_window_is_right_at_every_time(at: int, offset: int) -> None:
    step = at // 30 + offset
    if step < 1:
        return
    outcome = judge(shown(step), at=at)
    assert isinstance(outcome, Match) and abs(outcome.step - at // 30) <= 1


@given(st.integers(0, 2**33), st.integers(0, 2**29), st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_a_match_is_always_a_step_that_was_not_accepted_before(at: int, last_step: int, typed: str) -> None:
    outcome = judge(typed, at=at, last_step=last_step)
    assert isinstance(outcome, Miss) or outcome.step > last_step


def test_a_secret_is_not_in_the_words_of_an_attempt() -> None:
    assert SEED not in repr(Attempt("123456", (Credential("c", SEED),), NOW, lambda *_: ""))
    assert (FACTOR.acr, FACTOR.amr) == ("mfa", ("otp", "mfa"))
