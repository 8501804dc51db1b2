"""The strict parser refuses what two readers could understand differently."""

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.errors import OAuthError
from idp.protocol.parameters import LIMITS, MAX_BYTES, MAX_CHARACTERS, MAX_COUNT, parse

VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=50)


@given(st.dictionaries(VALUES.filter(lambda name: name != "resource"), VALUES, max_size=10))
def test_what_was_encoded_comes_back(values: dict[str, str]) -> None:
    raw = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in values.items())
    assert dict(parse(raw.encode())) == values
    assert dict(parse(raw)) == values


@given(st.binary(max_size=200))
def test_any_bytes_give_parameters_or_invalid_request(raw: bytes) -> None:
    try:
        outcome = all("\0" not in value and value for value in parse(raw).values())
    except OAuthError as error:
        outcome = (error.error, error.redirectable) == ("invalid_request", False)
    assert outcome


@pytest.mark.spec("RFC 6749", "3.1", "MUST")
def test_an_empty_value_counts_as_absent() -> None:
    assert dict(parse("state=&nonce&scope=openid&&")) == {"scope": "openid"}


@pytest.mark.spec("RFC 6749", "3.1", "MUST")
@pytest.mark.parametrize("raw", ["a=1&a=1", "a=1&a=2", "a=&a=1", "a&a", "a=1&%61=2", "x=1&a=1&a="])
def test_a_repeated_parameter_is_refused(raw: str) -> None:
    with pytest.raises(OAuthError, match="repeated"):
        parse(raw)


@pytest.mark.spec("RFC 8707", "2", "MAY")
def test_resource_may_repeat_and_is_kept_apart() -> None:
    parsed = parse("resource=https%3A%2F%2Fb&resource=https%3A%2F%2Fa&resource=&scope=x")
    assert (parsed.resources, dict(parsed)) == (("https://b", "https://a"), {"scope": "x"})
    with pytest.raises(OAuthError):
        parse("&".join(["resource=https://a"] * 21))


@pytest.mark.parametrize(
    "raw",
    [
        b"a=%00", b"a%00=1", b"a=%FF", b"a=%C0%AF", b"a=%ED%A0%80", b"a=\xff", b"a=%", b"a=%4", b"a=%GG", b"a=%u0041",
        b"\xe9=1", b"a=" + b"x" * (MAX_CHARACTERS + 1), b"x" * (MAX_CHARACTERS + 1) + b"=1", b"a=" + b"x" * MAX_BYTES,
        b"&".join(b"p%d=1" % number for number in range(MAX_COUNT + 1)),
    ],
)  # fmt: skip
def test_hostile_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(OAuthError) as caught:
        parse(raw)
    assert (caught.value.error, caught.value.status) == ("invalid_request", 400)


def test_text_beyond_one_byte_a_character_is_refused() -> None:
    with pytest.raises(OAuthError):
        parse("a=€")


def test_characters_beyond_ascii_pass_when_they_are_utf8() -> None:
    assert parse("a=" + quote("zürich €😀"))["a"] == "zürich €😀"
    assert parse("a=zürich".encode())["a"] == "zürich"
    assert parse("a=one+two%2Bthree")["a"] == "one two+three"


@pytest.mark.parametrize(("name", "limit"), sorted(LIMITS.items()))
def test_each_limit_is_exact(name: str, limit: int) -> None:
    assert len(parse(f"{name}={'x' * limit}")[name]) == limit
    with pytest.raises(OAuthError, match="too long"):
        parse(f"{name}={'x' * (limit + 1)}")


def test_no_refusal_repeats_what_was_sent() -> None:
    with pytest.raises(OAuthError) as caught:
        parse("secret-name=secret-value&secret-name=secret-value")
    assert "secret" not in caught.value.description + caught.value.detail
