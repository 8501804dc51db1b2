"""The one outbound fetcher: resolve once, public addresses only, no redirects, 64 KiB, 3 seconds.

``IDP_OUTBOUND_ALLOW`` opens named private targets: a host, a CIDR, or ``scheme://host[:port]``; plain http only under a
loopback issuer. Spec: OpenID Connect Back-Channel Logout 1.0 §2.5 for its first user.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from urllib.parse import urlencode, urlsplit

from django.conf import settings

CONNECT_SECONDS = 2
TOTAL_SECONDS = 3
LIMIT_BYTES = 64 * 1024


class Refused(Exception):
    """The target is not allowed: it will not be tried again."""


class Unreachable(Exception):
    """No complete answer in time."""


def post_form(url: str, fields: dict[str, str]) -> tuple[int, bytes]:
    """POST a urlencoded form; returns status and at most 64 KiB of body. Raises: Refused, Unreachable."""
    parts = urlsplit(url)
    address, port = _resolve(url)
    connection = _Pinned(parts.hostname or "", port, address, tls=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    deadline = threading.Timer(TOTAL_SECONDS, connection.abort)  # a socket's timeout is per read; a drip would outlast it
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*", "User-Agent": "Gatehouse"}
    deadline.start()
    try:
        connection.request("POST", path, urlencode(fields), headers)
        response = connection.getresponse()
        body = response.read(LIMIT_BYTES)
        if not deadline.is_alive():
            raise Unreachable("too slow")
        return response.status, body
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        deadline.cancel()
        connection.close()


def _resolve(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise Refused("not an http(s) URL")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    named = _named(parts.scheme, parts.hostname, port)
    if parts.scheme == "http" and not (named and settings.IDP.is_loopback):
        raise Refused("http is for allowed targets of a loopback issuer")
    if not named and port != 443:
        raise Refused("only port 443")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable("name not resolved") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not named and not all(_is_public(address) or _in_allowed_network(address) for address in addresses):
        raise Refused("not a public address")
    return addresses[0], port


def _named(scheme: str, host: str, port: int) -> bool:
    for entry in settings.IDP.outbound_allow:
        if "://" in entry:
            wanted = urlsplit(entry)
            wanted_port = wanted.port or (443 if wanted.scheme == "https" else 80)
            if (wanted.scheme, wanted.hostname, wanted_port) == (scheme, host, port):
                return True
        elif entry in (host, f"{host}:{port}"):
            return True
    return False


def _in_allowed_network(address: str) -> bool:
    for entry in settings.IDP.outbound_allow:
        try:
            if ipaddress.ip_address(address) in ipaddress.ip_network(entry):
                return True
        except ValueError:
            continue
    return False


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        embedded = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if embedded is not None:
            return embedded.is_global
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            return ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF).is_global
    return parsed.is_global and not parsed.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, with the URL's name for Host and TLS."""

    def __init__(self, host: str, port: int, address: str, *, tls: bool) -> None:
        super().__init__(host, port, timeout=TOTAL_SECONDS)
        self.address = address
        self.tls = ssl.create_default_context() if tls else None

    def abort(self) -> None:
        """End the exchange from another thread: whoever reads sees an error."""
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), CONNECT_SECONDS)
        self.sock.settimeout(TOTAL_SECONDS)
        if self.tls:
            self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host)
