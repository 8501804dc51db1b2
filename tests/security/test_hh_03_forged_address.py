"""HH-03: a caller that makes up where it calls from. Source: CVE-2024-47070, CVE-2026-3902; allauth 65.14.2."""

from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client as Browser
from django.test import RequestFactory

from idp.audit.models import Event
from idp.core import clock
from idp.core.http import client_ip

pytestmark = pytest.mark.django_db
PROXY, CALLER = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def one_proxy(settings: Any) -> None:
    settings.IDP = django_settings.IDP.model_copy(update={"trusted_proxies": [f"{PROXY}/32", "2001:db8::/64"]})


def seen(forwarded: str | None, peer: str = PROXY) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_ip(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


@pytest.mark.usefixtures("one_proxy")
@pytest.mark.parametrize(
    "made_up",
    [
        "1.2.3.4",
        "127.0.0.1",
        PROXY,
        f"{PROXY}, {PROXY}",
        "a",
        "",
        ",",
        ",,,,",
        "::1",
        "a" * 10_240,
        ", ".join(["1.2.3.4"] * 1000),
        "1.2.3.4, " * 2000,
        "2001:db8::1",
        "fe80::1%eth0",
        "'; --",
        "1.2.3.4:80",
        "[::1]:80",
        "unknown",
        "\u0661.2.3.4",
        "010.1.1.1",
    ],
    ids=lambda text: repr(text)[:24],
)
def test_the_proxy_s_own_word_counts_whatever_was_sent_before_it(made_up: str) -> None:
    assert seen(f"{made_up}, {CALLER}") == CALLER
    assert seen(f"{made_up},{CALLER}") == CALLER


@pytest.mark.usefixtures("one_proxy")
@pytest.mark.parametrize("sent", [None, "1.2.3.4", "a", "", "127.0.0.1", PROXY])
def test_without_a_trusted_proxy_the_header_is_not_read(sent: str | None) -> None:
    assert seen(sent, peer=CALLER) == CALLER
    assert seen(sent, peer="127.0.0.1") == "127.0.0.1"


@pytest.mark.usefixtures("one_proxy")
@pytest.mark.parametrize("peer", [PROXY, f"::ffff:{PROXY}", "2001:db8::7"])
@pytest.mark.parametrize(
    ("sent", "address"),
    [
        (CALLER, CALLER),
        (f"{CALLER}:54321", CALLER),
        (f'"{CALLER}:54321"', CALLER),
        (f"::ffff:{CALLER}", CALLER),
        (f"[::ffff:{CALLER}]:443", CALLER),
        ("2001:db9::5", "2001:db9::5"),
        ("[2001:db9::5]", "2001:db9::5"),
        ("[2001:DB9:0::5]:443", "2001:db9::5"),
        ('"[2001:db9::5]:443"', "2001:db9::5"),
        (f"{CALLER}:1, {PROXY}:2, ::ffff:{PROXY}", CALLER),
    ],
)
def test_an_address_is_read_however_a_proxy_writes_it(peer: str, sent: str, address: str) -> None:
    assert seen(sent, peer) == address


def test_a_peer_that_speaks_ipv4_over_an_ipv6_socket_is_recorded_as_ipv4() -> None:
    assert seen(None, f"::ffff:{CALLER}") == CALLER


@pytest.mark.usefixtures("one_proxy")
def test_the_header_of_rfc_7239_is_nobody_s_word() -> None:
    request = RequestFactory().get("/", headers={"forwarded": f"for={CALLER}"}, REMOTE_ADDR=PROXY)
    assert client_ip(request) == PROXY


@pytest.mark.usefixtures("one_proxy")
@pytest.mark.parametrize(
    "sent",
    ["a", "", "1.2.3.4:", "1.2.3.4:port", "::1:80:x", "[1.2.3.4", "fe80::1%" + "x" * 3000, f"1.2.3.4, <script>, {PROXY}"],
)
def test_what_is_no_address_ends_the_walk_at_the_proxy(sent: str) -> None:
    assert seen(sent) == PROXY


def test_a_thousand_made_up_addresses_are_one_caller_to_limits_and_audit(settings: Any) -> None:
    settings.IDP = django_settings.IDP.model_copy(update={"trusted_proxies": []})
    browser = Browser(headers={"host": django_settings.IDP.host})
    with time_machine.travel(clock.now(), tick=False):  # the limit is one of a second
        answers = [
            browser.post(
                "/oauth2/token", headers={"x-forwarded-for": f"10.{number >> 8}.{number & 255}.1"}, REMOTE_ADDR=CALLER
            ).status_code
            for number in range(40)
        ]
    assert answers == [415] * 20 + [429] * 20
    assert set(Event.objects.values_list("ip", flat=True)) == {CALLER}
