"""A compact JWS has one spelling and brings nothing along."""

import base64
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.rfc7515_jws import JwsError, base64url, compact, parse, signing_input

HEADER = {"alg": "ES256", "kid": "k", "typ": "at+jwt"}


def _token(header: object = HEADER, claims: object = None, signature: bytes = b"s" * 64) -> str:
    parts = [base64url(part if isinstance(part, bytes) else json.dumps(part).encode()) for part in (header, claims or {"a": 1})]
    return ".".join([*parts, base64url(signature)])


def test_what_was_written_is_read() -> None:
    signed = signing_input("ES256", "k", "at+jwt", {"sub": "zürich"})
    parsed = parse(compact(signed, b"signature"))
    assert (parsed.alg, parsed.kid, parsed.typ, parsed.claims) == ("ES256", "k", "at+jwt", {"sub": "zürich"})
    assert (parsed.signing_input, parsed.signature) == (signed, b"signature")


@pytest.mark.spec("RFC 7515", "4.1.11", "MUST")
@pytest.mark.parametrize(
    "more",
    [
        {"crit": ["x"]},
        {"b64": False},
        {"zip": "DEF"},
        {"jku": "https://evil.example"},
        {"x5u": "x"},
        {"jwk": {}},
        {"x5c": []},
        {"cty": "JWT"},
        {"enc": "A128GCM"},
    ],
)
def test_no_other_header_member_is_taken(more: dict[str, object]) -> None:  # TS-04, TS-05, TS-11
    with pytest.raises(JwsError):
        parse(_token(HEADER | more))


@pytest.mark.parametrize("missing", ["alg", "kid", "typ"])
def test_alg_kid_and_typ_are_needed(missing: str) -> None:
    with pytest.raises(JwsError):
        parse(_token({name: value for name, value in HEADER.items() if name != missing}))


@pytest.mark.parametrize("value", [[], 1, None, {}, True])
@pytest.mark.parametrize("name", ["alg", "kid", "typ"])
def test_header_members_are_text(name: str, value: object) -> None:  # TS-01, TS-03
    with pytest.raises(JwsError):
        parse(_token(HEADER | {name: value}))


@pytest.mark.spec("RFC 7515", "4", "MUST")
@pytest.mark.parametrize(
    "token",
    [
        _token(b'{"alg":"ES256","alg":"none","kid":"k","typ":"at+jwt"}'),
        _token(claims=b'{"sub":"a","sub":"b"}'),
        _token(claims=b"[]"),
        _token(claims=b'{"a":NaN}'),
        _token(claims=b"\xff"),
        _token(b"not json"),
        _token() + ".x.y",
        _token().rpartition(".")[0],
        _token().rpartition(".")[0] + ".",
        _token() + "=",
        _token() + " ",
        " " + _token(),
        f'"{_token()}"',
        _token() * 2,
        "",
        "a.b.c",
        "." * 20_000,
        "é.é.é",
    ],
)
def test_malformed_tokens_are_refused(token: str) -> None:  # TS-10, TS-11, RT-15
    with pytest.raises(JwsError):
        parse(token)


def test_a_second_spelling_of_the_same_signature_is_refused() -> None:
    token = _token(signature=b"s" * 64)  # 64 bytes leave four unused bits in the last character
    sibling = token[:-1] + chr(ord(token[-1]) + 1)
    decoded = [base64.urlsafe_b64decode(one.rpartition(".")[2] + "==") for one in (token, sibling)]
    assert decoded[0] == decoded[1]
    with pytest.raises(JwsError):
        parse(sibling)


def test_a_huge_token_is_refused_at_once() -> None:
    started = time.process_time()
    with pytest.raises(JwsError):
        parse("a" * (1 << 20) + ".b.c")
    assert time.process_time() - started < 0.05


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        outcome = parse(text).signing_input.decode() == text.rpartition(".")[0]
    except JwsError as error:
        outcome = text not in str(error) or len(text) < 30
    assert outcome
