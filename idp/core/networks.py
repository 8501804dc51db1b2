"""The networks that one caller, or one house, has its addresses from. Spec: RFC 4291; RFC 6177."""

from idp.core.http import network


def host(ip: str) -> str:
    """The network of one caller: IPv4 /32, IPv6 /64."""
    return network(ip, 32, 64)


def site(ip: str) -> str:
    """The network of one house: IPv4 /24, IPv6 /48; "" for no address."""
    return network(ip, 24, 48) if ip else ""
