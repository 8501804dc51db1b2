"""MX-01: every answer to a client names the issuer, so that no other server's answer is taken for ours. RFC 9207 §2."""

from typing import Any

import pytest

from tests.rp import Arrival, Page
from tests.security.signed_in import signed_in

pytestmark = pytest.mark.django_db
REQUESTS: dict[str, dict[str, Any]] = {
    "success": {},
    "success without state": {"state": None},
    "success by form_post": {"response_mode": "form_post"},
    "unknown scope": {"scope": "root"},
    "missing PKCE": {"code_challenge": None},
    "response_type": {"response_type": "token"},
    "response_mode": {"response_mode": "jwt"},
    "request object": {"request": "e30.e30."},
    "unknown prompt": {"prompt": "dance"},
    "account selection": {"prompt": "select_account"},
    "consent with none": {"prompt": "none consent"},
    "unmet acr": {"prompt": "none", "claims": '{"id_token": {"acr": {"essential": true, "value": "phr"}}}'},
    "error by form_post": {"response_mode": "form_post", "scope": "root"},
}


@pytest.mark.spec("RFC 9207", "2", "MUST")
@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
def test_the_issuer_is_that_of_discovery_byte_for_byte(request_: dict[str, Any]) -> None:
    alice = signed_in()
    arrival = alice.ask(**request_)
    assert isinstance(arrival, Arrival)
    document = alice.rp.http.get("/.well-known/openid-configuration").json()
    assert arrival.parameters["iss"] == document["issuer"] == "http://localhost:8000"
    assert ("code" in arrival.parameters) != ("error" in arrival.parameters)


def test_so_does_the_answer_to_a_denial() -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    arrival = alice.browser.submit(page, decision="deny")
    assert isinstance(arrival, Arrival)
    assert (arrival.parameters["error"], arrival.parameters["iss"]) == ("access_denied", "http://localhost:8000")


@pytest.mark.spec("RFC 9207", "3", "MUST")
def test_discovery_says_so() -> None:
    document = signed_in().rp.http.get("/.well-known/openid-configuration").json()
    assert document["authorization_response_iss_parameter_supported"] is True
