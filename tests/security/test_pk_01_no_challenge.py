"""PK-01 to PK-04, PK-09: without a well-formed S256 challenge there is no code. RFC 9700 §2.1.1; RFC 7636 §4.2, §4.3."""

from typing import Any

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import nothing_issued, one_refusal, refused_at_client

pytestmark = pytest.mark.django_db
GOOD = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
WRONG: dict[str, dict[str, Any]] = {
    # PK-01
    "neither": {"code_challenge": None, "code_challenge_method": None},
    "method alone": {"code_challenge": None},
    # PK-02, PK-03, PK-09
    "plain": {"code_challenge_method": "plain"},
    "no method, which would mean plain": {"code_challenge_method": None},
    "empty method": {"code_challenge_method": ""},
    "lower case": {"code_challenge_method": "s256"},
    "S512": {"code_challenge_method": "S512"},
    "trailing space": {"code_challenge_method": "S256 "},
    "leading space": {"code_challenge_method": " S256"},
    # PK-04
    "empty": {"code_challenge": ""},
    "42 characters": {"code_challenge": GOOD[:-1]},
    "44 characters": {"code_challenge": GOOD + "A"},
    "129 characters": {"code_challenge": GOOD * 3},
    "padding": {"code_challenge": GOOD + "="},
    "padding within": {"code_challenge": GOOD[:-1] + "="},
    "space": {"code_challenge": GOOD[:-1] + " "},
    "plus": {"code_challenge": GOOD[:-1] + "+"},
    "line feed": {"code_challenge": GOOD + "\n"},
    "not ASCII": {"code_challenge": GOOD[:-1] + "é"},
}


@pytest.mark.spec("RFC 9700", "2.1.1", "MUST")
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("auth_method", ["none", "client_secret_basic"])
def test_the_client_is_told_and_gets_no_code(wrong: dict[str, Any], auth_method: str) -> None:
    alice = signed_in(auth_method=auth_method)
    flow = alice.rp.begin(**wrong)
    refused_at_client(flow.open(alice.browser), flow, "invalid_request")
    nothing_issued()
    one_refusal("authorization:request:decide", client_id=alice.rp.client_id, ip=alice.browser.ip)


def test_a_public_client_cannot_be_excused() -> None:
    alice = signed_in(auth_method="none", require_pkce=False)
    flow = alice.rp.begin(code_challenge=None, code_challenge_method=None)
    refused_at_client(flow.open(alice.browser), flow, "invalid_request")
    nothing_issued()
