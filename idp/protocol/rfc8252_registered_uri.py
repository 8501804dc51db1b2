"""Which URIs a client may register, so that comparing them as plain strings is safe. Pure.

Whatever two parsers could read differently is refused here, once: later nothing but equality is asked.
Spec: RFC 6749 §3.1.2; RFC 8252 §7.1, §7.3, §8.4; RFC 9700 §2.1, §4.1.
"""

import ipaddress
import re
from urllib.parse import urlsplit

LONGEST = 2000
LOOPBACK = frozenset({"127.0.0.1", "[::1]", "localhost"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FOREIGN = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")  # RFC 3986 §2
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB = re.compile(r"(https?)://([^/?]*)(/[^?]*)?(?:\?.*)?")
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(.*))?")
_BARE = re.compile(r"/{0,2}((\[[0-9a-f:.]+\]|[^:/?\[\]]+)(?::[0-9]+)?(?:[/?].*)?)")  # a host without a scheme
_PRIVATE = re.compile(r"[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:(?:/|//[^/@?]+(?:[/?].*)?|(?:/|///)[^/].*)")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMERIC = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL_ESCAPE = re.compile(r"%(?:[01][0-9A-Fa-f]|7[Ff])")
_PATH_ESCAPE = re.compile(r"(?i)%(?:2e|2f|5c)")


def fault(uri: str, *, native: bool = False) -> str:
    """What is wrong with a URI, as the rest of a sentence about it; empty when it may be registered.

    ``native`` also allows a private-use scheme with a dot, such as ``com.example.app:/callback``; an empty host before the
    path, ``com.example.app:///callback``, is another spelling of it (RFC 3986 §3.2.2), and is compared as it stands.
    """
    why = _text_fault(uri)
    if why:
        return why
    web = _WEB.fullmatch(uri)
    if web:
        scheme, authority, path = web[1], web[2], web[3] or ""
        return _authority_fault(scheme, authority) or _path_fault(path)
    return _scheme_fault(uri, native)


def origin(uri: str) -> str:
    """The web origin of a registered URI as browsers write it; empty for a private-use scheme. Spec: RFC 6454 §6.2."""
    parts = urlsplit(uri)
    if parts.scheme not in _DEFAULT_PORTS:
        return ""
    return f"{parts.scheme}://{parts.netloc}".removesuffix(f":{_DEFAULT_PORTS[parts.scheme]}")


def _text_fault(uri: str) -> str:
    if not uri or len(uri) > LONGEST:
        return f"must have 1 to {LONGEST:,} characters"
    if " " in uri.strip() and "://" in uri.partition(" ")[2]:
        return "holds two URIs; write each on its own"
    if _FOREIGN.search(uri):
        return "has a character that no URI has, such as a space or a backslash; other alphabets are written as xn-- or %.."
    if "#" in uri:
        return "must not have a fragment (#)"
    if "*" in uri:
        return "must not have a wildcard (*); name each URI"
    if _BROKEN_ESCAPE.search(uri) or _CONTROL_ESCAPE.search(uri):
        return "has a % that does not stand for a visible character"
    return ""


def _scheme_fault(uri: str, native: bool) -> str:
    found = _SCHEME.match(uri)
    scheme = found[1] if found else ""
    if scheme.lower() in _DEFAULT_PORTS:
        return "must begin with https:// in lower case" if scheme != scheme.lower() else "must name a host after //"
    if not _PRIVATE.fullmatch(uri):
        if bare := _no_scheme(uri):
            return bare
        if "." in scheme and native:
            return "must go on after its scheme with /, such as com.example.app:/callback"
        return (
            "must begin with https://, on 127.0.0.1, [::1] and localhost with http:// "
            "(a native app may use a scheme of its own, such as com.example.app:/callback)"
        )
    return "" if native else "has a scheme of its own, which only native apps may use"


def _no_scheme(uri: str) -> str:
    """What to write instead, where only the scheme is missing."""
    bare = _BARE.fullmatch(uri)
    if not bare or not (bare[2] in LOOPBACK or "." in bare[2]):
        return ""
    meant = f"{'http' if bare[2] in LOOPBACK else 'https'}://{bare[1]}"
    return "" if fault(meant) else f"has no scheme; write {meant}"


def _authority_fault(scheme: str, authority: str) -> str:
    if "@" in authority:
        return "must not carry a user name (@)"
    found = _AUTHORITY.fullmatch(authority)
    if not found:
        return "must name a host after //"
    host, port = found[1], found[2]
    if not _is_host(host):
        return "has a host that is no name or address in its plain form, in lower case"
    if port is not None and not (re.fullmatch(r"[1-9][0-9]{0,4}", port) and int(port) <= 65535):
        return "has a port that is not 1 to 65535"
    if scheme == "http" and host not in LOOPBACK:
        return "must use https; http is for 127.0.0.1, [::1] and localhost"
    return ""


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return _is_address(host[1:-1], ipaddress.IPv6Address)
    labels = host.split(".")
    if _NUMERIC.fullmatch(labels[-1]):  # 127.1, 2130706433, 0x7f.1: browsers read these as addresses
        return _is_address(host, ipaddress.IPv4Address)
    return len(host) <= 253 and all(_LABEL.fullmatch(label) for label in labels)


def _is_address(text: str, kind: type[ipaddress.IPv4Address] | type[ipaddress.IPv6Address]) -> bool:
    try:
        return str(kind(text)) == text
    except ValueError:
        return False


def _path_fault(path: str) -> str:
    segments = path.split("/")
    if _PATH_ESCAPE.search(path) or "//" in path or "." in segments or ".." in segments:
        return "must have a plain path: no //, no . or .. between slashes, none of them written with %"
    return ""
