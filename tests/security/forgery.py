"""JWTs as an attacker would make them: any header, any claims, signed by a key of ours, by another's, or by nobody."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from idp.oidc import keys
from idp.protocol import rfc7515_jws as jws

Signer = Callable[[bytes], bytes]


def by_us(alg: str = "ES256") -> Signer:
    """Our own active key of ``alg``: whoever refuses what it signed refuses it for another reason than the signature."""
    return keys.signer(alg).sign


def forged(token: str, sign: Signer | None = None, *, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
    """``token`` with members of header and claims changed (None leaves one out), signed by ``sign``, by default our key."""
    return joined(changed(header_of(token), header or {}), changed(claims_of(token), claims), sign or by_us())


def changed(members: Mapping[str, Any], changes: Mapping[str, Any]) -> str:
    """JSON of ``members`` after ``changes``."""
    return json.dumps({name: value for name, value in (dict(members) | dict(changes)).items() if value is not None})


def joined(header: str, claims: str, sign: Signer) -> str:
    """A compact JWS of these very texts."""
    message = f"{jws.base64url(header.encode())}.{jws.base64url(claims.encode())}".encode()
    return jws.compact(message, sign(message))


def header_of(token: str) -> dict[str, Any]:
    """The header of a JWT."""
    return _decoded(token.split(".", maxsplit=1)[0])


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a JWT."""
    return _decoded(token.split(".")[1])


def signature_of(token: str) -> bytes:
    """The signature of a JWT."""
    part = token.split(".")[2]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _decoded(part: str) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return members
