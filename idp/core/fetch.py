"""The one outbound fetcher: public addresses on port 443, no redirects, 64 KiB, and one deadline over all of it.

A name is resolved once, every address is judged, and only those are called. ``IDP_OUTBOUND_ALLOW`` opens named targets inside
(``idp.settings.outbound``); plain http only under a loopback issuer. Spec: OpenID Connect Back-Channel Logout 1.0 §2.5 for its
first user.
"""

import http.client
import ssl
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from idp.core.deadlines import Deadline
from idp.protocol.rfc6890_special_addresses import is_public, unwrapped
from idp.settings import outbound

TOTAL_SECONDS = 3.0  # resolving, connecting to each address, TLS, head and body
LIMIT_BYTES = 64 * 1024
NO_URL = "not an http(s) URL"
NO_HTTP = "http is for allowed targets of a loopback issuer"
NO_PORT = "only port 443"
NO_ADDRESS = "not a public address"


class Refused(Exception):
    """The target is not allowed: it will not be tried again. Its text is one of the four reasons above."""


class Unreachable(Exception):
    """No complete answer in time."""


def post_form(url: str, fields: dict[str, str]) -> tuple[int, bytes]:
    """POST a urlencoded form; returns status and at most 64 KiB of body. Raises: Refused, Unreachable."""
    deadline, target = Deadline(TOTAL_SECONDS), _Target.of(url)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*", "User-Agent": "Gatehouse"}
    try:
        addresses = deadline.resolve(target.host, target.port)
        target.judge(addresses)
        raw = deadline.connect(addresses, target.port)
        with raw, deadline.over(raw), closing(_Pinned(target, raw)) as connection:
            connection.request("POST", target.path, urlencode(fields), headers)
            response = connection.getresponse()
            body = response.read(LIMIT_BYTES)
            deadline.left()  # what was cut off looks like the end of a body
            return response.status, body
    except (OSError, ValueError, http.client.HTTPException) as error:  # ValueError: a host that fits no certificate or header
        raise Unreachable(type(error).__name__) from error


def obstacle(url: str) -> str:
    """Why this URL is never called, as far as can be said without asking a resolver; "" where nothing stands against it."""
    try:
        target = _Target.of(url)
        if target.literal:
            target.judge([target.literal])
    except Refused as refusal:
        return str(refusal)
    return ""


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> "_Target":
        """The parts of a URL that may be called if its addresses may. Raises: Refused."""
        try:
            parts = urlsplit(url)
            port = parts.port or outbound.PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise Refused(NO_URL) from None
        if not parts.hostname or "@" in parts.netloc:
            raise Refused(NO_URL)
        target = cls(parts.scheme, parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        target._knock()
        return target

    def _knock(self) -> None:
        """Whether anybody at this scheme and port may be called at all. Raises: Refused."""
        if (self.scheme, self.port) == ("https", 443):
            return
        is_open = self._is_named() or any(entry.network and entry.opens(self.scheme, self.port) for entry in _allowed())
        if self.scheme == "http" and not (is_open and settings.IDP.is_loopback):
            raise Refused(NO_HTTP)
        if not is_open:
            raise Refused(NO_PORT)

    def judge(self, addresses: list[str]) -> None:
        """Each address of the name is one to call. Raises: Refused."""
        if not self._is_named() and not all(self._may_call(address) for address in addresses):
            raise Refused(NO_ADDRESS)

    def _may_call(self, address: str) -> bool:
        if any(entry.holds(self.scheme, unwrapped(address), self.port) for entry in _allowed()):
            return True
        return (self.scheme, self.port) == ("https", 443) and is_public(address)

    def _is_named(self) -> bool:
        return any(entry.names(self.scheme, self.host, self.port) for entry in _allowed())

    @property
    def literal(self) -> str:
        """The address that stands in the URL itself; "" for a name. Spec: RFC 6761 §6.3 for localhost."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return "127.0.0.1"
        try:
            return str(ip_address(self.host))
        except ValueError:
            return ""


def _allowed() -> list[outbound.Target]:
    return [outbound.parse(entry) for entry in settings.IDP.outbound_allow]


class _Pinned(http.client.HTTPConnection):
    """A connection that is there already, to an address that was judged, with the URL's name for Host and TLS."""

    def __init__(self, target: _Target, raw: Any) -> None:
        super().__init__(target.host, target.port)
        self.default_port = outbound.PORTS[target.scheme]  # the Host header names no port that goes without saying
        self.sock = raw
        if target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)
