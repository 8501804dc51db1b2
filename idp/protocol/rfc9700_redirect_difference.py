"""Why a redirect URI is not the registered one: the nearest one, and the first character where they part. Pure.

Spec: RFC 9700 §2.1 (compared as strings), RFC 8252 §7.3 (``any_port``: a native app's on a loopback address).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from idp.protocol.rfc8252_loopback import matches, with_port_of

LONGEST = 300  # characters of a URI in the record
# What an authorization response adds to a redirect URI (RFC 6749 §4.1.2; RFC 9207; OpenID Connect Session Management §3).
ANSWER = frozenset({"code", "state", "iss", "error", "error_description", "error_uri", "session_state"})


@dataclass(frozen=True)
class Pasted:
    """A redirect URI as the app sends it, and the parameters of an answer that were ``left_out`` of what was pasted."""

    uri: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """``position`` (from 1) is where ``received`` and ``nearest`` differ; 0 where the authorization endpoint accepts it.

    ``nearest`` is as registered, but for a native app on a loopback address with the port that was sent: that one is free.
    """

    received: str
    nearest: str = ""
    position: int = 0

    @property
    def is_registered(self) -> bool:
        return bool(self.nearest) and self.position == 0

    @property
    def sent(self) -> tuple[str, str, str]:
        """What was sent: before the difference, the differing character (empty at its end), after it."""
        return _split(self.received, self.position)

    @property
    def expected(self) -> tuple[str, str, str]:
        """The same of the registered one."""
        return _split(self.nearest, self.position)

    @property
    def cause(self) -> str:
        """The usual mistake behind it, if it is one: slash, scheme, case, space, host, port, path, query."""
        sent, expected = self.received, self.nearest
        if self.is_registered or not expected:
            return ""
        if sent.rstrip("/") == expected.rstrip("/"):
            return "slash"
        if sent.strip() == expected:
            return "space"
        if sent.lower() == expected.lower():
            return "case"
        return _by_parts(sent, expected)


def compare(received: str, registered: Sequence[str], *, any_port: bool = False) -> Difference:
    """What the authorization endpoint would say to ``received``."""
    for uri in registered:
        if matches(uri, received, any_port=any_port):
            return Difference(received, uri)
    candidates = [with_port_of(uri, received) if any_port else uri for uri in registered]
    nearest = max(candidates, key=lambda uri: _alike(uri, received), default="")
    return Difference(received, nearest, _shared(nearest, received) + 1)


def pasted(text: str, registered: Sequence[str], *, any_port: bool = False) -> Pasted:
    """The redirect URI in what somebody pasted: the text itself, the parameter of a whole authorization request, or the
    address that an answer was sent to without what the answer added.
    """
    text = text.strip("\r\n")
    if any(matches(uri, text.strip(), any_port=any_port) for uri in registered):
        return Pasted(text)
    try:
        query = urlsplit(text.strip()).query
    except ValueError:
        return Pasted(text)
    found = parse_qs(query).get("redirect_uri", [])
    return Pasted(found[0]) if len(found) == 1 else _without_answer(text, query)


def _without_answer(text: str, query: str) -> Pasted:
    """What stays is cut out, not written anew: an encoding that differs is what somebody looks for."""
    members = query.split("&")
    answered = [member for member in members if member.partition("=")[0] in ANSWER]
    if not answered:
        return Pasted(text)
    own = "&".join(member for member in members if member not in answered)
    before, _mark, after = text.strip().partition(f"?{query}")
    names = tuple(dict.fromkeys(member.partition("=")[0] for member in answered))
    return Pasted(before + (f"?{own}" if own else "") + after, names)


def facts(received: str, registered: Sequence[str], *, any_port: bool = False) -> dict[str, str]:
    """What the record of a refusal keeps: both URIs without what may be secret in them, and the usual mistake."""
    found = compare(received, registered, any_port=any_port)
    return {"redirect_uri": recordable(received), "nearest": recordable(found.nearest), "difference": found.cause}


def recordable(uri: str) -> str:
    """Scheme, host, port, path and the names of its parameters: neither their values, nor a user name, nor a fragment.

    It is what somebody sent, so it is bounded, and stays hostile text.
    """
    place, _, query = uri.partition("#")[0].partition("?")
    scheme, slashes, rest = place.partition("//")
    authority, slash, path = rest.partition("/")
    names = [name for name, equals, _ in (pair.partition("=") for pair in query.split("&")) if equals]
    kept = f"?{'=&'.join(names)}=" if names else ""
    return (scheme + slashes + authority.rpartition("@")[2] + slash + path + kept)[:LONGEST]


def in_words(character: str) -> str:
    """A character with its name, so that it can be told from its likes and heard; empty for the end of the text."""
    if not character:
        return ""
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return f"{character} ({name})" if character.isprintable() and not character.isspace() else name


def _split(text: str, position: int) -> tuple[str, str, str]:
    return (text[: position - 1], text[position - 1 : position], text[position:]) if position else (text, "", "")


def _by_parts(sent: str, expected: str) -> str:
    try:
        ours, theirs = urlsplit(expected), urlsplit(sent)
        names = {
            "scheme": ours.scheme != theirs.scheme,
            "host": ours.hostname != theirs.hostname,
            "port": ours.port != theirs.port,
            "path": ours.path != theirs.path,
            "query": (ours.query, ours.fragment) != (theirs.query, theirs.fragment),
        }
    except ValueError:
        return ""
    return next((name for name, differs in names.items() if differs), "")


def _alike(left: str, right: str) -> int:
    """How many characters two strings begin and end with in common."""
    return _shared(left, right) + _shared(left[::-1], right[::-1])


def _shared(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(left), len(right)))
