"""AC-13: response_type is code, and no other one exists. ASVS 10.4.4; RFC 9700 §2.1.2."""

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import nothing_issued, refused_at_client

pytestmark = pytest.mark.django_db
TYPES = [
    "token",
    "id_token",
    "code token",
    "code id_token",
    "code id_token token",
    "none",
    "code  ",
    " code",
    "CODE",
    "code code",
]


@pytest.mark.spec("RFC 9700", "2.1.2", "SHOULD")
@pytest.mark.parametrize("response_type", TYPES)
def test_unsupported(response_type: str) -> None:
    alice = signed_in(response_types=["code", response_type])
    flow = alice.rp.begin(response_type=response_type)
    arrival = refused_at_client(flow.open(alice.browser), flow, "unsupported_response_type")
    assert "#" not in arrival.url
    nothing_issued()


@pytest.mark.spec("RFC 6749", "4.1.2.1", "MUST")
def test_missing() -> None:
    alice = signed_in()
    flow = alice.rp.begin(response_type=None)
    refused_at_client(flow.open(alice.browser), flow, "invalid_request")
    nothing_issued()


def test_a_client_without_the_code_grant_gets_none() -> None:
    machine = signed_in(grant_types=["client_credentials"])
    flow = machine.rp.begin()
    refused_at_client(flow.open(machine.browser), flow, "unauthorized_client")
    nothing_issued()
