"""CA-02: two methods of client authentication in one request, one of them right. Source: RFC 6749 §2.3; measured M3."""

import pytest

from tests.factories.oidc import basic, make_party
from tests.security.grants import nothing_changes
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6749", "2.3", "MUST")
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
@pytest.mark.parametrize("endpoint", ["token", "introspect", "revoke"])
@pytest.mark.parametrize(("in_header", "in_body"), [("right", "right"), ("right", "wrong"), ("wrong", "right")])
def test_they_are_refused_whichever_is_right(method: str, endpoint: str, in_header: str, in_body: str) -> None:
    party = make_party("right", token_endpoint_auth_method=method)
    tokens = party.sign_in()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "token": tokens["refresh_token"],
        "client_id": party.client.client_id,
        "client_secret": in_body,
    }
    with nothing_changes():
        answer = party.post(endpoint, form, authorization=basic(party.client.client_id, in_header))
    refused_at_token(answer, "invalid_request")


@pytest.mark.parametrize("assertion", [{"client_assertion": "a.b.c"}, {"client_assertion_type": "urn:x"}])
def test_a_secret_beside_an_assertion_is_refused(assertion: dict[str, str]) -> None:
    party = make_party("right")
    token = party.sign_in()["refresh_token"]
    with nothing_changes():
        refused_at_token(party.refresh(token, **assertion), "invalid_client", 401)
