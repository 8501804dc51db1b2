"""CO-02: a client asks for no scope that it was not given. ASVS 10.4.11; RFC 6749 §3.3."""

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import nothing_issued, one_refusal, refused_at_client

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6749", "3.3", "MUST")
@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize(
    "scope",
    [
        "openid root",
        "openid users:manage",
        "openid clients:manage",
        "audit:read",
        "OPENID",
        "openid\tphone",
        "openid,email",
        "*",
    ],
)
def test_the_whole_request_is_refused(scope: str, trusted: bool) -> None:
    alice = signed_in(trusted=trusted, scope="openid profile email")
    flow = alice.rp.begin(scope=scope)
    refused_at_client(flow.open(alice.browser), flow, "invalid_scope")
    nothing_issued()
    one_refusal("authorization:request:decide", client_id=alice.rp.client_id, ip=alice.browser.ip)


@pytest.mark.parametrize("scope", [None, "", "   "])
def test_no_scope_is_not_every_scope(scope: str | None) -> None:
    alice = signed_in()
    flow = alice.rp.begin(scope=scope)
    refused_at_client(flow.open(alice.browser), flow, "invalid_scope")
    nothing_issued()
