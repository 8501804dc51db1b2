"""Which addresses we take, and when two are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.accounts.addresses import AddressError, canonical, mask, parse


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        (" ada@example.org ", "ada@example.org"),
        ("\uff41da@example.org", "ada@example.org"),
        ("ada@münchen.example.de", "ada@xn--mnchen-3ya.example.de"),
        ("ada+news@example.org", "ada+news@example.org"),
        ("o'hara@example.org", "o'hara@example.org"),
    ],
)
def test_canonical_form(typed: str, expected: str) -> None:
    assert canonical(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "a@b",
        "ada@example..org",
        "a..b@example.org",
        "ada\r\nBcc: x@example.org",
        "ada@example.org,bob@example.org",
        "Ada <ada@example.org>",
        '"a b"@example.org',
        "ada@[127.0.0.1]",
        "\u0430@example.org",
        "a\u200bda@example.org",
        "ada@exam\u00adple\u202e.org",
        "a\x00da@example.org",
        "ada@localhost",
        "x" * 300 + "@example.org",
        "x" * 10**6,
        "\ud800@example.org",
    ],
)
def test_refused(typed: str) -> None:
    with pytest.raises(AddressError) as refused:
        canonical(typed)
    assert refused.value.fields == {"email": ["Enter an e-mail address, such as name@example.org."]}


def test_the_local_part_keeps_its_case_where_we_write_to_it() -> None:
    assert parse("Ada@Example.org") == "Ada@example.org"


@given(st.text(max_size=80))
def test_the_canonical_form_is_stable_and_plain(typed: str) -> None:
    try:
        found = canonical(typed)
    except AddressError:
        return
    assert canonical(found) == found
    assert found.isascii() and found.isprintable() and " " not in found and len(found) <= 254


@pytest.mark.parametrize(
    ("address", "shown"), [("ada@example.org", "a••@example.org"), ("a@example.org", "a••@example.org"), ("", "••")]
)
def test_mask(address: str, shown: str) -> None:
    assert mask(address) == shown
