"""Proof Key for Code Exchange, S256 only. Spec: RFC 7636 §4; RFC 9700 §2.1.1."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode

METHOD = "S256"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def is_challenge(text: str) -> bool:
    """Whether ``text`` can be an S256 challenge: base64url of 32 bytes, without padding. Spec: RFC 7636 §4.2."""
    return _CHALLENGE.fullmatch(text) is not None


def is_verifier(text: str) -> bool:
    """Whether ``text`` is a well-formed verifier. Spec: RFC 7636 §4.1."""
    return _VERIFIER.fullmatch(text) is not None


def challenge_of(verifier: str) -> str:
    """The S256 challenge of an ASCII verifier. Spec: RFC 7636 §4.2."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).decode().rstrip("=")


def verifies(verifier: str, challenge: str) -> bool:
    """Whether ``verifier`` is the one behind ``challenge``, in constant time. Spec: RFC 7636 §4.6."""
    return is_verifier(verifier) and hmac.compare_digest(challenge_of(verifier).encode(), challenge.encode())
