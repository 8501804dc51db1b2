"""RU-01: a request with a redirect_uri of the attacker's is answered here, not there. RFC 6749 §3.1.2.4; RFC 9700 §4.1."""

import pytest

from tests.rp import Browser, Page
from tests.security.signed_in import signed_in
from tests.security.standing import error_page, no_secret_in, nothing_issued, one_refusal

pytestmark = pytest.mark.django_db
EVIL = "https://evil.example/cb"


@pytest.mark.spec("RFC 6749", "3.1.2.4", "MUST")
@pytest.mark.parametrize("auth_method", ["none", "client_secret_basic"])
def test_the_person_is_told_and_the_attacker_is_not(auth_method: str) -> None:
    alice = signed_in(auth_method=auth_method)
    page = error_page(alice.ask(redirect_uri=EVIL))
    nothing_issued()
    no_secret_in(page.response.content.decode(), "evil.example")
    event = one_refusal("authorization:request:decide", client_id=alice.rp.client_id, ip=alice.browser.ip)
    assert page.reference == event.reference


def test_a_post_is_no_way_around() -> None:
    alice = signed_in()
    place = alice.browser.post("/oauth2/authorize", alice.rp.begin(redirect_uri=EVIL).parameters, origin=EVIL)
    error_page(place)
    nothing_issued()
    one_refusal("authorization:request:decide", client_id=alice.rp.client_id, ip=alice.browser.ip)


def test_nor_is_a_browser_without_a_session() -> None:
    place = signed_in().rp.begin(redirect_uri=EVIL).open(Browser())
    assert isinstance(place, Page)
    error_page(place)
    nothing_issued()
