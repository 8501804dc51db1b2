"""The one strict parser of query strings and forms, in front of everything else. Spec: RFC 6749 §3.1, §3.2, appendix B.

Pure: bytes in, parameters or OAuthError out. Errors are never redirectable, because nothing is known to be right yet.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from idp.protocol.errors import OAuthError

MAX_BYTES = 64 * 1024
MAX_COUNT = 100
MAX_CHARACTERS = 2048
MAX_REPETITIONS = 20
REPEATABLE = "resource"  # RFC 8707 §2
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "state": 4096,
        "nonce": 4096,
        "claims": 8192,
        "id_token_hint": 32 * 1024,  # an ID token of ours holds whatever claims a client asked for
        "token": 8192,
        "logout_token": 8192,
        "client_id": 255,
        "client_secret": 1024,
        "request": 32 * 1024,  # long enough to be refused by its own error
        "registration": 32 * 1024,
        "client_assertion": 8192,
    }
)
HINTS = frozenset({"login_hint", "logout_hint", "ui_locales", "claims_locales", "display"})  # may be of no use, never an error
KNOWN = frozenset(
    {
        *LIMITS, *HINTS, REPEATABLE, "access_token", "acr_values", "client_assertion_type", "code", "code_challenge",
        "code_challenge_method", "code_verifier", "grant_type", "max_age", "post_logout_redirect_uri", "prompt", "redirect_uri",
        "refresh_token", "request_uri", "response_mode", "response_type", "scope", "token_type_hint",
    }
)  # fmt: skip
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Parameters(Mapping[str, str]):
    """The known parameters that were sent with a value; ``resources`` holds the one that may repeat, in order."""

    values_by_name: Mapping[str, str]
    resources: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> str:
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)


def parse(raw: bytes | str) -> Parameters:
    """Parse ``application/x-www-form-urlencoded`` text; ``str`` is what WSGI gives (one character a byte).

    An empty value counts as absent, and so does an unknown parameter, whatever it holds, and a hint that cannot be read.
    Refused: a repeated parameter (but ``resource``), names, and values of known ones, that are no UTF-8 or hold NUL or a broken
    percent-encoding; over-long values; too many of them. Raises: OAuthError ``invalid_request``. Spec: RFC 6749 §3.1.
    """
    octets = _octets(raw)
    pairs = [pair for pair in octets.split(b"&") if pair]
    if len(pairs) > MAX_COUNT:
        raise _refusal("There are too many parameters.")
    values: dict[str, str] = {}
    resources: list[str] = []
    seen: set[str] = set()
    for pair in pairs:
        encoded_name, _, encoded_value = pair.partition(b"=")
        name = _decode(encoded_name)
        if name in seen and name != REPEATABLE:
            raise _refusal("A parameter is repeated.")
        seen.add(name)
        value = _value(name, encoded_value) if name in KNOWN else ""
        if name == REPEATABLE:
            resources += [value] if value else []
        elif value:
            values[name] = value
    if len(resources) > MAX_REPETITIONS:
        raise _refusal("There are too many resource parameters.")
    return Parameters(MappingProxyType(values), tuple(resources))


def _octets(raw: bytes | str) -> bytes:
    if len(raw) > MAX_BYTES:
        raise _refusal("The request is larger than 64 KiB.")
    if isinstance(raw, bytes):
        return raw
    try:
        return raw.encode("latin-1")
    except UnicodeEncodeError:
        raise _refusal("The parameters are not form-encoded.") from None


def _decode(encoded: bytes) -> str:
    if _BAD_ESCAPE.search(encoded):
        raise _refusal("The parameters hold a broken percent-encoding.")
    try:
        text = unquote_to_bytes(encoded.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise _refusal("The parameters are not UTF-8.") from None
    if "\0" in text:
        raise _refusal("A parameter holds a NUL character.")
    return text


def _value(name: str, encoded: bytes) -> str:
    """The value of a known parameter; "" for a hint that cannot be read."""
    try:
        value = _decode(encoded)
        if len(value) > LIMITS.get(name, MAX_CHARACTERS):
            raise _refusal("A parameter is too long.")
    except OAuthError:
        if name in HINTS:
            return ""
        raise
    return value


def _refusal(description: str) -> OAuthError:
    return OAuthError("invalid_request", description, redirectable=False)
