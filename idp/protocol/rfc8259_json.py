"""A JSON object from untrusted bytes, refused wherever two parsers could read it differently.

Spec: RFC 8259; RFC 7493 (I-JSON).
"""

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

MAX_BYTES = 64 * 1024
MAX_DEPTH = 16
MAX_MEMBERS = 1000
MAX_NUMBER_CHARACTERS = 32
_OPENING, _CLOSING, _QUOTE, _ESCAPE = "[{", "]}", '"', "\\"


class JsonError(ValueError):
    """The text is not acceptable JSON; the message is fixed public text."""


def parse_object(raw: bytes) -> dict[str, Any]:
    """Parse one JSON object.

    Refused: more than 64 KiB, other encodings than UTF-8, a byte order mark, nesting beyond 16, repeated members,
    NaN and infinities, numbers of more than 32 characters, NUL and lone surrogates in strings, any other top value.

    Raises: JsonError. Spec: RFC 8259 §4, §6, §8; RFC 7493 §2.
    """
    if len(raw) > MAX_BYTES:
        raise JsonError("The body is larger than 64 KiB.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise JsonError("The body is not UTF-8.") from None
    _check_depth(text)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_number)
    except JsonError:
        raise
    except ValueError:
        raise JsonError("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise JsonError("The body must be a JSON object.")
    for found in _strings(value):
        _check_string(found)
    return value


def _check_depth(text: str) -> None:
    """Bound the nesting before the parser recurses: brackets outside strings, counted in one pass."""
    depth = 0
    in_string = False
    escaped = False
    for character in text:
        if in_string:
            in_string = escaped or character != _QUOTE
            escaped = character == _ESCAPE and not escaped
        elif character == _QUOTE:
            in_string = True
        elif character in _OPENING:
            depth += 1
            if depth > MAX_DEPTH:
                raise JsonError("The body is nested too deeply.")
        elif character in _CLOSING:
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_MEMBERS:
        raise JsonError("An object has too many members.")
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonError("A member is repeated.")
    return members


def _constant(_: str) -> NoReturn:
    raise JsonError("NaN and infinities are not JSON.")


def _integer(text: str) -> int:
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise JsonError("A number is too long.")
    return int(text)


def _number(text: str) -> float:
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise JsonError("A number is too long.")
    number = float(text)
    if not math.isfinite(number):
        raise JsonError("A number is too large.")
    return number


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _strings(member)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _check_string(text: str) -> None:
    if "\0" in text:
        raise JsonError("A string holds a NUL character.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise JsonError("A string holds half a character (a lone surrogate).")
