"""Codes as people type and paste them. E2, M18."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.accounts.typed_codes import six_digits, stripped


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "123 456",
        "123-456",
        " 123456\n",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
        "123.456",
        "1 2 3 4 5 6",
        "123\u2013456",
        "\u3000123456",
        "123\u00a0456",
    ],
)
def test_what_is_forgiven(typed: str) -> None:
    assert six_digits(typed) == "123456"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12345",
        "1234567",
        "12345a",
        "+123456",
        "0x1234",
        "1_2345_6",
        "null",
        "[]",
        "{}",
        "true",
        "-",
        "1e5",
        "123456" * 200,
    ],
)
def test_what_is_not(typed: str) -> None:
    assert six_digits(typed) is None


MATHEMATICAL_BOLD = "".join(chr(0x1D7CE + digit) for digit in range(1, 7))
ARABIC_INDIC = "".join(chr(0x660 + digit) for digit in range(1, 7))
DEVANAGARI = "".join(chr(0x966 + digit) for digit in range(1, 7))


@pytest.mark.parametrize("digits", [MATHEMATICAL_BOLD, ARABIC_INDIC, DEVANAGARI, "\u2067123\u2069\u200f456"])
def test_digits_of_every_script_count_and_invisible_marks_do_not(digits: str) -> None:
    """An Arabic keyboard types \u0661 for 1; copying right-to-left text brings direction marks along."""
    assert six_digits(digits) == "123456"


@given(st.text())
def test_nothing_but_six_ascii_digits_comes_out(typed: str) -> None:
    code = six_digits(typed)
    assert code is None or (len(code) == 6 and all(c in "0123456789" for c in code))


@given(st.from_regex(r"[0-9]{6}", fullmatch=True), st.lists(st.sampled_from(" -.\u2011\t"), max_size=7))
def test_separators_anywhere_change_nothing(code: str, separators: list[str]) -> None:
    typed = "".join(digit + (separators[i] if i < len(separators) else "") for i, digit in enumerate(code))
    assert stripped(typed) == code
