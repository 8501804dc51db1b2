"""Which redirect URI is a registered one: the same string, but for a native app any port on a loopback address.

Spec: RFC 8252 §7.3, §8.3; RFC 9700 §2.1.
"""

import re

_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\]|localhost)(?::([0-9]{1,5}))?((?:/[\x21\x22\x24-\x7e]*)?)")
_MAX_PORT = 65535


def matches(registered: str, requested: str, *, any_port: bool = False) -> bool:
    """Whether ``requested`` is ``registered``, byte for byte; with ``any_port`` the port on a loopback host may differ.

    Only a native app takes the port that its system gives it: a web client listens where it was registered, and another
    port is another program. Many such apps register ``localhost``, which RFC 8252 §8.3 advises against and does not forbid.
    """
    if registered == requested:
        return True
    ours, theirs = _LOOPBACK.fullmatch(registered), _LOOPBACK.fullmatch(requested)
    if not any_port or ours is None or theirs is None or not _is_port(theirs[2]):
        return False
    return (ours[1], ours[3]) == (theirs[1], theirs[3])


def with_port_of(registered: str, requested: str) -> str:
    """``registered`` with the port of ``requested``, where the port is free: what is left to differ is the rest."""
    ours, theirs = _LOOPBACK.fullmatch(registered), _LOOPBACK.match(requested)
    if ours is None or theirs is None or ours[1] != theirs[1] or not _is_port(theirs[2]):
        return registered
    port = f":{theirs[2]}" if theirs[2] else ""
    return f"http://{ours[1]}{port}{ours[3]}"


def _is_port(text: str | None) -> bool:
    return text is None or (not text.startswith("0") and int(text) <= _MAX_PORT)
