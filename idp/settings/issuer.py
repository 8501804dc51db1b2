"""The issuer as browsers write it, so that equal addresses are equal strings. Spec: RFC 6454 §4; WHATWG URL."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_NO_NAME = "its host is no name that browsers take; write it as in https://id.example.org"


def canonical(url: str) -> str:
    """The origin in lower case, its name in ASCII (IDNA 2008), without a port that goes without saying.

    Raises: ValueError with what to write instead.
    """
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be an http(s) origin without query, fragment or credentials")
    if parts.path.strip("/"):
        raise ValueError("must not have a path")
    host, port = _host(parts.hostname), _port(parts)
    if parts.scheme == "http" and host.strip("[]") not in LOOPBACK_HOSTS:
        raise ValueError("http is for loopback only; use https")
    return f"{parts.scheme}://{host}" + ("" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}")


def _host(given: str) -> str:
    if ":" in given:
        return f"[{_address(given)}]"
    name = given if given.isascii() else _to_ascii(given)
    last = name.rpartition(".")[2]
    if last.isdecimal() or last.startswith("0x"):  # browsers take this for an IPv4 address
        return _address(name)
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise ValueError(_NO_NAME)
    return name


def _to_ascii(name: str) -> str:
    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        raise ValueError(_NO_NAME) from None


def _address(text: str) -> str:
    try:
        if "%" in text:  # a zone is a matter of one machine's
            raise ValueError
        return ipaddress.ip_address(text).compressed
    except ValueError:
        raise ValueError(_NO_NAME) from None


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("its port is no number from 1 to 65535")
    return port
