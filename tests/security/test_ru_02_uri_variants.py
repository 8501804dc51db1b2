"""RU-02, RU-03, RU-08: near misses of the registered redirect_uri are misses. RFC 9700 §2.1; RFC 6749 §3.1.2."""

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db
REGISTERED = "https://rp.example/cb"
VARIANTS = {
    "a query": f"{REGISTERED}?x=1",
    "an empty query": f"{REGISTERED}?",
    "a longer path": f"{REGISTERED}/x",
    "a path parameter": f"{REGISTERED};p=1",
    "a trailing slash": f"{REGISTERED}/",
    "another case of the path": "https://rp.example/CB",
    "another case of the host": "https://RP.example/cb",
    "another case of the scheme": "HTTPS://rp.example/cb",
    "a shorter path": "https://rp.example/c",
    "no path": "https://rp.example",
    "an escaped letter": "https://rp.example/%63b",
    "a fragment": f"{REGISTERED}#x",
    "a bare fragment": f"{REGISTERED}#",
    "http": "http://rp.example/cb",
    "a port": "https://rp.example:8443/cb",
    "the default port": "https://rp.example:443/cb",
    "an empty port": "https://rp.example:/cb",
    "a root label": "https://rp.example./cb",
}


@pytest.mark.spec("RFC 9700", "2.1", "MUST")
@pytest.mark.parametrize("uri", VARIANTS.values(), ids=VARIANTS.keys())
def test_only_the_registered_string_is_the_registered_uri(uri: str) -> None:
    alice = signed_in(redirect_uri=REGISTERED)
    error_page(alice.ask(redirect_uri=uri))
    nothing_issued()


def test_a_registered_slash_may_not_be_left_out() -> None:
    error_page(signed_in(redirect_uri=f"{REGISTERED}/").ask(redirect_uri=REGISTERED))
    nothing_issued()


def test_the_registered_string_itself_is_right() -> None:
    alice = signed_in(redirect_uri=REGISTERED)
    assert alice.code()
