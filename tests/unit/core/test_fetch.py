"""What IDP_OUTBOUND_ALLOW opens: exactly the scheme and port that an entry names, or each scheme's own port."""

from typing import Any

import pytest

from idp.core import fetch
from idp.core.fetch import NO_ADDRESS, NO_HTTP, NO_PORT, NO_URL, obstacle
from idp.settings.schema import ConfigurationError, load
from tests.architecture.test_settings import RIGHT
from tests.security.sign_ins import policy

EVERYWHERE = "https://idp.example.org"


@pytest.mark.parametrize(
    ("entry", "url", "expected"),
    [
        ("127.0.0.0/8", "https://127.0.0.1/", ""),
        ("127.0.0.0/8", "http://127.0.0.1/", ""),
        ("127.0.0.0/8", "https://[::ffff:127.0.0.1]/", ""),
        ("127.0.0.0/8", "https://localhost/", ""),
        ("127.0.0.0/8", "https://127.0.0.1:8443/", NO_PORT),
        ("127.0.0.0/8", "http://127.0.0.1:8001/", NO_HTTP),
        ("127.0.0.0/8", "https://10.0.0.1/", NO_ADDRESS),
        ("127.0.0.0/8:8001", "http://127.0.0.1:8001/", ""),
        ("127.0.0.0/8:8001", "https://127.0.0.1:8001/", ""),
        ("127.0.0.0/8:8001", "https://127.0.0.1/", NO_ADDRESS),
        ("127.0.0.0/8:8001", "https://8.8.8.8:8001/", NO_ADDRESS),
        ("http://127.0.0.0/8:*", "http://127.0.0.1:3000/", ""),
        ("http://127.0.0.0/8:*", "https://127.0.0.1:3000/", NO_PORT),
        ("https://127.0.0.0/8", "http://127.0.0.1/", NO_HTTP),
        ("[fd00::/8]:8443", "https://[fd00::1]:8443/", ""),
        ("fd00::/8", "https://[fd00::1]/", ""),
        ("rp.internal:8443", "https://rp.internal:8443/", ""),
        ("rp.internal:8443", "https://RP.internal:8443/", ""),
        ("rp.internal:8443", "https://rp.internal:8444/", NO_PORT),
        ("rp.internal", "https://rp.internal:8443/", NO_PORT),
        ("rp.internal", "http://rp.internal/", ""),
        ("rp.internal", "http://rp.example/", NO_HTTP),
        ("rp.internal", "https://rp.example/", ""),  # what a resolver would say is another matter
        ("rp.internal", "https://me@rp.internal/", NO_URL),
        ("rp.internal", "https://rp.internal:many/", NO_URL),
        ("rp.internal", "ftp://rp.internal/", NO_URL),
    ],
)
def test_an_entry_opens_what_it_says(settings: Any, entry: str, url: str, expected: str) -> None:
    policy(settings, outbound_allow=load(RIGHT | {"IDP_OUTBOUND_ALLOW": entry}).outbound_allow)
    assert obstacle(url) == expected


def test_plain_http_needs_a_loopback_issuer(settings: Any) -> None:
    policy(settings, outbound_allow=["127.0.0.0/8:8001"], public_url=EVERYWHERE)
    assert obstacle("http://127.0.0.1:8001/") == NO_HTTP
    assert obstacle("https://127.0.0.1:8001/") == ""
    with pytest.raises(ConfigurationError, match="IDP_OUTBOUND_ALLOW: http:// is spoken under a loopback issuer only"):
        load(RIGHT | {"IDP_OUTBOUND_ALLOW": "http://127.0.0.1:8001", "IDP_PUBLIC_URL": EVERYWHERE})
    with pytest.raises(fetch.Refused, match="loopback issuer"):
        fetch.post_form("http://127.0.0.1:8001/", {})
