"""A compact JWS read strictly, before any key is looked at. Spec: RFC 7515 §3.1, §4, §5.2; RFC 8725 §3.

Pure: it checks form, never the signature. Whoever verifies takes the algorithm from the key's record, not from here.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idp.protocol.rfc8259_json import JsonError, parse_object

MAX_CHARACTERS = 8192
_SHAPE = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})  # no crit, b64, zip, jku, jwk, x5u, x5c: a token cannot bring its own key


class JwsError(ValueError):
    """The text is not a compact JWS of ours; the message says which rule it breaks and holds nothing of it."""


@dataclass(frozen=True)
class Unverified:
    """The parts of a well-formed compact JWS whose signature nobody has checked."""

    kid: str
    alg: str
    typ: str
    claims: Mapping[str, Any]
    signing_input: bytes
    signature: bytes


def parse(token: str, *, longest: int = MAX_CHARACTERS) -> Unverified:
    """Take a compact JWS apart.

    Refused: more than ``longest`` characters, other than three parts, padding or non-canonical base64url, repeated members,
    any header member but alg, kid and typ, members that are not text. Raises: JwsError. Spec: RFC 7515 §4, §5.2.
    """
    if len(token) > longest:
        raise JwsError("too long")
    parts = _SHAPE.fullmatch(token)
    if parts is None:
        raise JwsError("not three base64url parts")
    try:
        header, claims = parse_object(_decode(parts[1])), parse_object(_decode(parts[2]))
    except JsonError as error:
        raise JwsError("header or claims are not strict JSON") from error
    if set(header) != _HEADER_MEMBERS or not all(isinstance(value, str) for value in header.values()):
        raise JwsError("the header must hold alg, kid and typ, and nothing else")
    return Unverified(header["kid"], header["alg"], header["typ"], claims, token.rpartition(".")[0].encode(), _decode(parts[3]))


def signing_input(alg: str, kid: str, typ: str, claims: Mapping[str, Any]) -> bytes:
    """Header and claims as the text to be signed. Spec: RFC 7515 §5.1."""
    header = _encode({"alg": alg, "kid": kid, "typ": typ})
    return f"{header}.{_encode(claims)}".encode()


def compact(signed: bytes, signature: bytes) -> str:
    """The compact serialization of what ``signing_input`` gave and its signature. Spec: RFC 7515 §3.1."""
    return f"{signed.decode()}.{base64url(signature)}"


def base64url(octets: bytes) -> str:
    """Base64url without padding. Spec: RFC 7515 §2."""
    return urlsafe_b64encode(octets).decode().rstrip("=")


def _encode(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _decode(part: str) -> bytes:
    try:
        octets = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise JwsError("not base64url") from error
    if base64url(octets) != part:
        raise JwsError("not canonical base64url")  # else one signature has several spellings
    return octets
