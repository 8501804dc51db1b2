"""The claims every JWT of ours must hold, by type. Spec: RFC 7519 §4.1; RFC 9068 §4; RFC 8725 §3.8, §3.9, §3.11."""

from collections.abc import Mapping
from typing import Any

ACCESS_TOKEN = "at+jwt"  # noqa: S105 - a name, not a secret
ID_TOKEN = "JWT"  # noqa: S105 - a name, not a secret
LOGOUT_TOKEN = "logout+jwt"  # noqa: S105 - a name, not a secret
LEEWAY_SECONDS = 60


class ClaimsError(ValueError):
    """A claim is missing, of the wrong type, or not for us or not for now; the message names the claim."""


def check(claims: Mapping[str, Any], *, issuer: str, now: int, allow_expired: bool = False) -> None:
    """Check issuer and times; ``now`` in Unix seconds. A token from the future or without an end is refused.

    Raises: ClaimsError. Spec: RFC 7519 §4.1.1, §4.1.4-6.
    """
    if claims.get("iss") != issuer:
        raise ClaimsError("iss")
    text(claims, "sub")
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    if expires <= now and not allow_expired:
        raise ClaimsError("exp")
    if issued > now + LEEWAY_SECONDS or ("nbf" in claims and _time(claims, "nbf") > now + LEEWAY_SECONDS):
        raise ClaimsError("iat or nbf")


def text(claims: Mapping[str, Any], name: str) -> str:
    """A claim that must be non-empty text. Raises: ClaimsError."""
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise ClaimsError(name)
    return value


def audience(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The audience as a tuple. Raises: ClaimsError. Spec: RFC 7519 §4.1.3."""
    found = claims.get("aud")
    members = [found] if isinstance(found, str) else found
    if not isinstance(members, list) or not members or not all(isinstance(member, str) for member in members):
        raise ClaimsError("aud")
    return tuple(members)


def _time(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int or value < 0:  # bool is an int, a float is not a time of ours
        raise ClaimsError(name)
    return value
