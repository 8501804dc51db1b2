"""Why a redirect URI from an error is not the registered one: the nearest one and where they part. Spec: RFC 9700 §2.1."""

from collections.abc import Sequence
from dataclasses import dataclass

from idp.protocol.rfc8252_loopback import matches


@dataclass(frozen=True)
class Finding:
    """``position`` (from 1) is where ``received`` and the nearest registered URI differ; 0 where they are one."""

    received: str
    nearest: str = ""
    position: int = 0

    @property
    def is_registered(self) -> bool:
        return bool(self.nearest) and self.position == 0


def compare(received: str, registered: Sequence[str]) -> Finding:
    """What the authorization endpoint would say to ``received``."""
    for uri in registered:
        if matches(uri, received):
            return Finding(received, uri)
    nearest = max(registered, key=lambda uri: _shared(uri, received), default="")
    return Finding(received, nearest, _shared(nearest, received) + 1)


def _shared(left: str, right: str) -> int:
    """How many characters two strings begin with in common."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(left), len(right)))
