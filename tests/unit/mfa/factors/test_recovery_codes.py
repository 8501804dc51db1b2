"""Recovery codes. E6, MF-26."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.mfa.factors import recovery_codes
from idp.mfa.factors.interface import Attempt, Credential, Match, Miss


def judge(typed: str, *codes: str) -> Match | Miss:
    credentials = tuple(Credential(code, f"mac of {code}") for code in codes)
    return recovery_codes.check(Attempt(typed, credentials, 0, lambda _credential, code: f"mac of {code}"))


def test_ten_codes_of_fifty_bits_without_look_alikes() -> None:
    codes = recovery_codes.generate()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code) for code in codes)
    assert recovery_codes.generate() != codes


@pytest.mark.parametrize(
    "typed", ["AB01C-D1E0F", "ab01c-d1e0f", "ab01cd1e0f", " AB01C D1E0F ", "ABO1C-DIE0F", "abo1c-dleof", "AB01C\u2011D1E0F"]
)
def test_case_dashes_spaces_and_look_alikes_are_forgiven(typed: str) -> None:
    assert isinstance(judge(typed, "AB01CD1E0F"), Match)


@pytest.mark.parametrize(
    "typed", ["", "AB01C", "AB01C-D1E0G", "AB01C-D1E0F-", "AB01C-D1E0FF", "123456", "A" * 1000, "\u00c4B01C-D1E0F"]
)
def test_anything_else_is_wrong(typed: str) -> None:
    expected = typed == "AB01C-D1E0F-"
    assert isinstance(judge(typed, "AB01CD1E0F"), Match) is expected


def test_the_code_that_matches_is_named() -> None:
    outcome = judge("BBBBB-BBBBB", "AAAAAAAAAA", "BBBBBBBBBB")
    assert isinstance(outcome, Match) and outcome.credential.handle == "BBBBBBBBBB"


def test_a_spent_code_is_told_apart_and_is_no_match() -> None:
    spent = Credential("AAAAAAAAAA", "mac of AAAAAAAAAA", facts={"is_spent": "yes"})
    attempt = Attempt("aaaaa-aaaaa", (spent,), 0, lambda _credential, code: f"mac of {code}")
    assert recovery_codes.check(attempt) == Miss("used")


def test_codes_written_by_hand_with_ambiguous_letters_stand_for_themselves() -> None:
    assert recovery_codes.normalise("ABCDE-FGHIJ") == recovery_codes.normalise("abcdefgh1j") == "ABCDEFGH1J"


@given(st.text(max_size=40))
def test_normalising_is_stable(typed: str) -> None:
    code = recovery_codes.normalise(typed)
    assert code is None or (recovery_codes.normalise(code) == code and len(code) == 10 and code.isascii())


def test_every_generated_code_normalises_to_itself() -> None:
    assert all(recovery_codes.normalise(code) == code.replace("-", "") for code in recovery_codes.generate())
