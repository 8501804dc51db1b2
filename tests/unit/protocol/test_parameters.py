"""The strict parser refuses what two readers could understand differently."""

import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.errors import OAuthError
from idp.protocol.parameters import HINTS, KNOWN, LIMITS, MAX_BYTES, MAX_COUNT, REPEATABLE, parse
from tests.architecture.source import ROOT

VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=50)


@given(st.dictionaries(st.sampled_from(sorted(KNOWN - {REPEATABLE})), VALUES, max_size=10))
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


UNREADABLE = [
    b"%00", b"%FF", b"%C0%AF", b"%ED%A0%80", b"\xff", b"%", b"%4", b"%GG", b"%u0041", b"x" * 32769,
]  # fmt: skip


@pytest.mark.parametrize("value", UNREADABLE)
@pytest.mark.parametrize("name", ["state", "scope", "client_id", "redirect_uri", "resource"])
def test_hostile_bytes_are_refused(name: str, value: bytes) -> None:
    with pytest.raises(OAuthError) as caught:
        parse(name.encode() + b"=" + value)
    assert (caught.value.error, caught.value.status) == ("invalid_request", 400)


@pytest.mark.parametrize("raw", [b"a=" + b"x" * MAX_BYTES, b"&".join(b"p%d=1" % number for number in range(MAX_COUNT + 1))])
def test_too_much_at_once_is_refused(raw: bytes) -> None:
    with pytest.raises(OAuthError):
        parse(raw)


@pytest.mark.spec("RFC 6749", "3.1", "MUST")
@pytest.mark.parametrize("value", [*UNREADABLE, b"x" * 3000, b"%01" * 2000, b"1"])
def test_an_unknown_parameter_is_ignored_whatever_it_holds(value: bytes) -> None:
    assert dict(parse(b"scope=openid&invented=" + value)) == {"scope": "openid"}


@pytest.mark.spec("OpenID Connect Core", "3.1.2.1", "MUST")
@pytest.mark.parametrize("name", sorted(HINTS))
@pytest.mark.parametrize("value", [*UNREADABLE, b"m%FCller@example.org"])
def test_a_hint_that_cannot_be_read_is_none(name: str, value: bytes) -> None:
    assert dict(parse(b"scope=openid&" + name.encode() + b"=" + value)) == {"scope": "openid"}


def test_every_parameter_that_is_read_is_known() -> None:
    """What somebody reads one day and nobody names here would be ignored for ever."""
    source = "\n".join(path.read_text() for room in ("oidc", "protocol") for path in (ROOT / "idp" / room).rglob("*.py"))
    read = set(re.findall(r"""parameters(?:\.get\(|\[)"([a-z_]+)\"""", source))
    listed = "".join(re.findall(r"^_(?:AUTHORIZATION|TOKEN) = \((.*?)\)", source, re.DOTALL | re.MULTILINE))
    read |= set(re.findall('"([a-z_]+)"', listed))
    assert {"client_id", "state", "code_verifier", "nonce"} <= read <= KNOWN


def test_text_beyond_one_byte_a_character_is_refused() -> None:
    with pytest.raises(OAuthError):
        parse("state=€")


def test_characters_beyond_ascii_pass_when_they_are_utf8() -> None:
    assert parse("state=" + quote("zürich €😀"))["state"] == "zürich €😀"
    assert parse("state=zürich".encode())["state"] == "zürich"
    assert parse("state=one+two%2Bthree")["state"] == "one two+three"


@pytest.mark.parametrize(("name", "limit"), sorted(LIMITS.items()))
def test_each_limit_is_exact(name: str, limit: int) -> None:
    assert len(parse(f"{name}={'x' * limit}")[name]) == limit
    with pytest.raises(OAuthError, match="too long"):
        parse(f"{name}={'x' * (limit + 1)}")


def test_no_refusal_repeats_what_was_sent() -> None:
    with pytest.raises(OAuthError) as caught:
        parse("secret-name=secret-value&secret-name=secret-value")
    assert "secret" not in caught.value.description + caught.value.detail


def test_a_name_may_be_long_but_must_be_readable() -> None:
    assert dict(parse(b"scope=openid&" + b"x" * 3000 + b"=1")) == {"scope": "openid"}
    for name in (b"%00", b"\xff", b"%", b"s\0c\0"):
        with pytest.raises(OAuthError):
            parse(b"scope=openid&" + name + b"=1")
