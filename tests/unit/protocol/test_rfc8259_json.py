"""The strict JSON parser: whatever bytes arrive, a dict or a JsonError, quickly.

Spec: RFC 8259, RFC 7493. Attack: IN-01, IN-02.
"""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.rfc8259_json import MAX_BYTES, MAX_DEPTH, MAX_MEMBERS, JsonError, parse_object

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)


def depth(value: Any) -> int:
    """How deeply arrays and objects are nested."""
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(st.dictionaries(TEXT, VALUES, max_size=5), st.booleans())
def test_every_unambiguous_object_survives(value: dict[str, Any], ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode()
    if depth(value) > MAX_DEPTH:
        with pytest.raises(JsonError):
            parse_object(raw)
    else:
        assert parse_object(raw) == value


@given(st.binary(max_size=300) | st.text('{}[]",:\\u d80aef0123456789.eE+-NaInfitytrulse', max_size=120).map(str.encode))
def test_any_bytes_are_a_dict_or_a_refusal(raw: bytes) -> None:
    try:
        value = parse_object(raw)
    except JsonError:
        return
    assert value == json.loads(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[1]",
        b'"text"',
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b'{"a": "\xff"}',
        b'{"a": "\xc0\xaf"}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": 1, "a": 2}',
        b'{"a": 1, "\\u0061": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": "\\ud800"}',
        b'{"a": ["\\udfff\\ud800"]}',
        b'{"\\ud800": 1}',
        b'{"a": "\\u0000"}',
        b'{"a": 1} {}',
        b"{'a': 1}",
        b'{"a": 01}',
    ],
)
def test_ambiguous_or_broken_text_is_refused(raw: bytes) -> None:
    with pytest.raises(JsonError):
        parse_object(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * (MAX_BYTES - 1),
        b'{"a": "' + b"x" * 10_000_000 + b'"}',
        b'{"a": ' + b"9" * 6000 + b"}",
        b"{" + b",".join(b'"%d":0' % number for number in range(MAX_MEMBERS + 1)) + b"}",
    ],
    ids=["depth", "brackets", "ten megabytes", "long integer", "many members"],
)
def test_costly_text_is_refused_within_100_ms(raw: bytes) -> None:
    started = time.process_time()
    with pytest.raises(JsonError):
        parse_object(raw)
    assert time.process_time() - started < 0.1


def test_brackets_inside_strings_do_not_count_as_nesting() -> None:
    text = "[{" * 40 + '\\"' + "[{" * 40
    assert parse_object(f'{{"a": "{text}"}}'.encode()) == {"a": text.replace('\\"', '"')}


@pytest.mark.spec("RFC 8259", "7", "MUST")
def test_surrogate_pairs_are_characters() -> None:
    assert parse_object(b'{"a": "\\ud83d\\ude00"}') == {"a": "\N{GRINNING FACE}"}


def test_a_member_named_like_an_internal_is_only_a_member() -> None:
    assert parse_object(b'{"__proto__": {"x": 1}}') == {"__proto__": {"x": 1}}
