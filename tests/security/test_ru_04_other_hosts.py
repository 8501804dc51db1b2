"""RU-04, RU-05, RU-06, RU-07: addresses that two URI parsers read differently lead nowhere. CVE-2024-8883, CVE-2024-1132."""

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db
REGISTERED = "https://rp.example/cb"
URIS = [
    # RU-04: credentials that look like a host
    "https://rp.example@evil.example/cb",
    "https://evil@rp.example/cb",
    "https://rp.example:443@evil.example/",
    # RU-05: what WHATWG and RFC 3986 read differently
    "https://rp.example\\@evil.example/cb",
    "https://rp.example%2f@evil.example",
    "https:\\\\rp.example\\cb",
    "https:/rp.example/cb",
    "https:///rp.example/cb",
    "//rp.example/cb",
    " https://rp.example/cb",
    "\thttps://rp.example/cb",
    "https://rp.example/cb ",
    "https://rp.example/cb\t",
    "https://rp.exa\tmple/cb",
    # RU-06: paths that normalise to the registered one
    "https://rp.example/x/../cb",
    "https://rp.example/x/%2e%2e/cb",
    "https://rp.example/x/%252e%252e/cb",
    "https://rp.example//cb",
    "https://rp.example/./cb",
    # RU-07: hosts that begin, end or look like the registered one
    "https://rp.example.evil.tld/cb",
    "https://evilrp.example/cb",
    "https://evil.rp.example/cb",
    "https://rpxexample/cb",
    "https://ｒｐ.example/cb",
    "https://rp。example/cb",
    "https://rp.exаmple/cb",
    "https://xn--rp-example/cb",
    "javascript:alert(1)//https://rp.example/cb",
    "data:text/html,https://rp.example/cb",
]


@pytest.mark.parametrize("uri", URIS, ids=ascii)
def test_the_browser_is_sent_nowhere(uri: str) -> None:
    alice = signed_in(redirect_uri=REGISTERED)
    error_page(alice.ask(redirect_uri=uri))
    nothing_issued()
