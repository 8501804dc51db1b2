"""Random identifiers, digests and keyed MACs: the only ways in which a secret is made or looked up."""

import hashlib
import hmac
import secrets

from idp.core import keyring

_REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, no look-alikes: a reference is read over the phone


def token(bits: int = 256) -> str:
    """A URL-safe random string with at least ``bits`` bits of entropy (256 bits: 43 characters)."""
    return secrets.token_urlsafe((bits + 7) // 8)


def digits(count: int = 6) -> str:
    """``count`` random decimal digits."""
    return f"{secrets.randbelow(10**count):0{count}d}"


def reference() -> str:
    """A short random reference such as ``K7QM-2XWD-9PRT`` (57 bits), shown on pages and found by `idp why`."""
    letters = [secrets.choice(_REFERENCE_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[i : i + 4]) for i in (0, 4, 8))


def digest(secret: str) -> str:
    """SHA-256 of a high-entropy secret in hexadecimal, for look-ups."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mac(purpose: str, *parts: str) -> str:
    """HMAC-SHA-256 in hexadecimal over ``parts``, under the key derived for ``purpose``; for low-entropy secrets.

    Parts are length-prefixed, so no two lists of parts collide.
    """
    return _mac(keyring.derived(purpose), parts)


def lasting_mac(purpose: str, *parts: str) -> str:
    """The same under the ring's oldest key: for what is looked up by its MAC and must be found after a new first key."""
    return _mac(keyring.derived_lasting(purpose), parts)


def mac_among(known: str, purpose: str, *parts: str) -> bool:
    """Whether ``known`` is the MAC under any key of the ring: for what was stored before a new first key."""
    return any(equal(known, each) for each in macs(purpose, *parts))


def macs(purpose: str, *parts: str) -> list[str]:
    """The MAC under every key of the ring, the active one first: for what was stored before a rotation."""
    return [_mac(key, parts) for key in keyring.derived_all(purpose)]


def _mac(key: bytes, parts: tuple[str, ...]) -> str:
    message = b"".join(len(raw := part.encode()).to_bytes(4, "big") + raw for part in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def equal(left: str, right: str) -> bool:
    """Constant-time comparison of two strings."""
    return hmac.compare_digest(left.encode(), right.encode())
