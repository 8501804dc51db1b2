"""RU-17: the query of a registered address stays, matches exactly, and the answer is appended to it. RFC 6749 §3.1.2."""

import pytest

from tests.rp import Arrival
from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db
REGISTERED = "https://rp.example/cb?a=b"


@pytest.mark.spec("RFC 6749", "3.1.2", "MUST")
def test_success_and_error_are_appended() -> None:
    alice = signed_in(redirect_uri=REGISTERED)
    success, error = alice.ask(), alice.ask(scope="root")
    for arrival, member in ((success, "code"), (error, "error")):
        assert isinstance(arrival, Arrival)
        assert arrival.url.startswith(f"{REGISTERED}&{member}=")
        assert arrival.url.count("?") == 1
        assert arrival.parameters["a"] == "b"


@pytest.mark.parametrize(
    "uri", ["https://rp.example/cb", "https://rp.example/cb?a=c", f"{REGISTERED}&c=d", "https://rp.example/cb?A=b"]
)
def test_another_query_is_another_address(uri: str) -> None:
    error_page(signed_in(redirect_uri=REGISTERED).ask(redirect_uri=uri))
    nothing_issued()


def test_the_query_is_part_of_what_the_code_is_bound_to() -> None:
    alice = signed_in(redirect_uri=REGISTERED)
    flow, code = alice.code()
    assert flow.redeem(code, redirect_uri="https://rp.example/cb").json()["error"] == "invalid_grant"
    assert flow.redeem(code).status_code == 200
