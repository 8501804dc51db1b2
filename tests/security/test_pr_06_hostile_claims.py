"""PR-06: a claims parameter that is too big, too deep or of wrong types is an invalid_request and never a 500. M10."""

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued, refused_at_client

pytestmark = pytest.mark.django_db
HOSTILE = {
    "not JSON": "{",
    "a list": "[]",
    "a number": "5",
    "null": "null",
    "text": '"userinfo"',
    "a member that is a list": '{"id_token": []}',
    "a member that is text": '{"userinfo": "email"}',
    "a claim that is text": '{"userinfo": {"email": "yes"}}',
    "a claim that is true": '{"id_token": {"acr": true}}',
    "deep objects": '{"userinfo": {"a": ' + '{"a":' * 800 + "1" + "}" * 800 + "}}",
    "deep lists": '{"userinfo": {"a": {"values": ' + "[" * 3000 + "]" * 3000 + "}}}",
    "acr values that are numbers": '{"id_token": {"acr": {"essential": true, "values": [1]}}}',
    "acr values that are an object": '{"id_token": {"acr": {"essential": true, "values": {}}}}',
    "acr value that is a list": '{"id_token": {"acr": {"essential": true, "value": ["mfa"]}}}',
    "NaN": '{"userinfo": {"email": {"value": NaN}}}',
    "Infinity": '{"userinfo": {"email": {"value": -Infinity}}}',
    "a number that becomes infinite": '{"userinfo": {"email": {"value": 1e999}}}',
    "a lone surrogate": '{"userinfo": {"email": {"value": "\\ud800"}}}',
    "NUL": '{"userinfo": {"\\u0000": null}}',
    "a member twice": '{"userinfo": {"email": null, "email": {"essential": true}}}',
    "a number of 5,000 digits": '{"userinfo": {"email": {"value": ' + "9" * 5000 + "}}}",
}


@pytest.mark.parametrize("claims", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_client_is_told(claims: str) -> None:
    alice = signed_in()
    flow = alice.rp.begin(claims=claims)
    refused_at_client(flow.open(alice.browser), flow, "invalid_request")
    nothing_issued()


@pytest.mark.parametrize(
    "claims",
    ['{"userinfo": {"' + "a" * 50_000 + '": null}}', "[" * 10_000 + "]" * 10_000],
    ids=["50 KiB", "10,000 deep"],
)
def test_what_is_too_big_is_not_read_at_all(claims: str) -> None:
    error_page(signed_in().ask(claims=claims))
    nothing_issued()


@pytest.mark.parametrize(
    "claims",
    [
        '{"userinfo": {"email": {"value": 12345678901234567890123}}}',
        '{"userinfo": {"https://example.org/claim": null}}',
        '{"nonsense": [], "userinfo": null}',
    ],
    ids=["long number", "unknown claim", "unknown members"],
)
def test_what_is_odd_but_legal_ends_in_a_sign_in(claims: str) -> None:
    alice = signed_in()
    tokens = alice.tokens(claims=claims)
    assert alice.rp.userinfo(tokens["access_token"]).status_code == 200
