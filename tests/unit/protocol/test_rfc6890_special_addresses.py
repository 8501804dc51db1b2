"""What counts as a public address: a closed list, the same on every Python, IPv4 inside IPv6 unwrapped first. RFC 6890."""

import pytest

from idp.protocol.rfc6890_special_addresses import is_public, unwrapped

INSIDE = (
    "0.0.0.1", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.9", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "168.63.129.16",
    "::", "::1", "::10.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:168.63.129.16",
    "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::10.0.0.1",
    "64:ff9b:1::808:808", "100::1", "100:0:0:1::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1",
    "2001:10::1", "2001:20::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "2620:4f:8000::1",
    "3ffe::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%1", "fec0::1",
    "feff::1", "ff02::1",
)  # fmt: skip
OUTSIDE = (
    "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "168.63.129.15", "172.15.0.1", "172.32.0.1", "192.0.1.1",
    "198.17.0.1", "198.20.0.1", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::808:808", "2001:200::1",
    "2001:4860:4860::8888", "2003::1", "2606:4700::1111", "2a00:1450::1", "3fff:1000::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_nobody_on_the_internet_is_there(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_anybody_may_be_there(address: str) -> None:
    assert is_public(address)


def test_ipv4_inside_ipv6_is_the_address_that_is_called() -> None:
    called = {str(unwrapped(address)) for address in ("10.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1")}
    assert called == {"10.0.0.1"}
    assert str(unwrapped("fd00::1")) == "fd00::1"
