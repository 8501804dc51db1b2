"""Which addresses are public: a closed list of our own, the same on every Python, whatever its ``ipaddress`` calls global.

Spec: RFC 6890 and the IANA special-purpose registries of November 2026; RFC 4291 §2.5.5, RFC 6052, RFC 8215 for IPv4 inside
IPv6.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: a resolver of a network without IPv4 answers so for every IPv4 host
_UNICAST = IPv6Network("2000::/3")  # the only part of IPv6 that IANA has given out
_SPECIAL_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # Azure: the host of every virtual machine, at an address that looks like anybody's
    )
)  # fmt: skip
_SPECIAL_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32", "3fff::/20",  # documentation
        "2002::/16",  # 6to4, which leads to whatever IPv4 address it holds
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the 6bone, given back
    )
)  # fmt: skip


def unwrapped(address: str) -> IPv4Address | IPv6Address:
    """The address that is really called: the IPv4 address inside a mapped (``::ffff:a.b.c.d``) or NAT64 one.

    Raises: ValueError.
    """
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return parsed.ipv4_mapped
        if parsed in _NAT64:
            return IPv4Address(int(parsed) & 0xFFFFFFFF)
    return parsed


def is_public(address: str) -> bool:
    """Whether anybody on the internet may be there. Other ways to write IPv4 inside IPv6 lie outside what is given out.

    Raises: ValueError. Spec: RFC 6890 §2.2.
    """
    called = unwrapped(address)
    if isinstance(called, IPv4Address):
        return not any(called in network for network in _SPECIAL_IPV4)
    return called in _UNICAST and not any(called in network for network in _SPECIAL_IPV6)
