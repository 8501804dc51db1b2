"""The entries of IDP_OUTBOUND_ALLOW: which targets inside the network may be called, by which scheme and port."""

import re
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

PORTS = {"https": 443, "http": 80}
ANY = 0
REMEDY = (
    "write a host, an address or a CIDR, with https:// or http:// before it to open only that one, and a port (or * for any) "
    "behind it where it is not the scheme's own: rp.internal, 10.0.0.0/8:8443, http://127.0.0.0/8:8001, [fd00::/8]:*"
)
_ENTRY = re.compile(
    r"(?:(?P<scheme>https?)://)?"
    r"(?:\[(?P<bracketed>[0-9a-f:.]+(?:/\d{1,3})?)\]|(?P<ipv6>[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*(?:/\d{1,3})?)|(?P<other>[^\s:/@]+(?:/\d{1,3})?))"
    r"(?::(?P<port>[1-9]\d{0,4}|\*))?"
)
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)*(?!\d+$)[a-z0-9_-]{1,63}")


@dataclass(frozen=True)
class Target:
    """One entry: a host by its name, or a network; and the pairs of scheme and port that it opens there."""

    host: str
    network: IPv4Network | IPv6Network | None
    doors: frozenset[tuple[str, int]]

    @property
    def is_http_only(self) -> bool:
        """Whether it opens nothing but plain http, which only a loopback issuer speaks."""
        return {scheme for scheme, _ in self.doors} == {"http"}

    def opens(self, scheme: str, port: int) -> bool:
        """Whether this port may be called so, there."""
        return bool({(scheme, port), (scheme, ANY)} & self.doors)

    def names(self, scheme: str, host: str, port: int) -> bool:
        """Whether the entry opens this host by its name, whatever address that has."""
        return self.network is None and self.host == host and self.opens(scheme, port)

    def holds(self, scheme: str, address: IPv4Address | IPv6Address, port: int) -> bool:
        """Whether the entry opens this address."""
        return self.network is not None and address in self.network and self.opens(scheme, port)


@cache
def parse(entry: str) -> Target:
    """Without a scheme https and http, without a port the scheme's own. Raises: ValueError, with what may be written."""
    found = _ENTRY.fullmatch(entry.strip().lower().removesuffix("/"))
    if found is None:
        raise ValueError(f"{entry!r} is no target; {REMEDY}")
    written = found["bracketed"] or found["ipv6"] or found["other"]
    network, port = _network(written), found["port"]
    if (network is None and not _HOST.fullmatch(written)) or (port not in {None, "*"} and int(port) > 65535):
        raise ValueError(f"{entry!r} is no target; {REMEDY}")
    schemes = [found["scheme"]] if found["scheme"] else list(PORTS)
    ports = PORTS if port is None else dict.fromkeys(PORTS, ANY if port == "*" else int(port))
    return Target(written, network, frozenset((scheme, ports[scheme]) for scheme in schemes))


def _network(written: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(written)
    except ValueError:
        return None
