"""MX-10: a script of another origin reads nothing from the authorization endpoint. RFC 9700 §2.6."""

import pytest

from tests.rp import Arrival
from tests.security.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 9700", "2.6", "MUST")
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://rp.example"])
def test_no_answer_is_shared(origin: str) -> None:
    alice = signed_in(auth_method="none", allowed_origins="https://rp.example")
    url, http = alice.rp.begin().url, alice.browser.http
    wrong = alice.rp.begin(redirect_uri="https://evil.example/").url
    asked = {"origin": origin, "access-control-request-method": "GET"}
    answers = [
        http.get(url, headers=asked),
        http.get(wrong, headers=asked),
        http.post(url, headers=asked),
        http.options(url, headers=asked),
    ]
    assert [answer.status_code for answer in answers] == [303, 400, 415, 405]
    assert not [name for answer in answers for name in answer.headers if name.lower().startswith("access-control-")]


def test_the_code_is_there_for_a_browser_that_goes_itself() -> None:
    arrival = signed_in(auth_method="none").ask()
    assert isinstance(arrival, Arrival) and "code" in arrival.parameters
