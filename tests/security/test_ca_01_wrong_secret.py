"""CA-01: a wrong secret, at each door where a client authenticates. Source: RFC 6749 §5.2; RFC 7617 §2."""

import pytest

from tests.factories.oidc import basic, make_party
from tests.security.grants import nothing_changes
from tests.security.standing import no_secret_in, one_refusal, refused_at_token

pytestmark = pytest.mark.django_db
SECRET = "s3cret" * 7


@pytest.mark.spec("RFC 6749", "5.2", "MUST")
@pytest.mark.parametrize("endpoint", ["token", "introspect", "revoke"])
@pytest.mark.parametrize(
    "secret", ["wrong", SECRET[:-1], SECRET + "A", SECRET.upper(), SECRET + " ", f"{SECRET}:{SECRET}", "\0", "é" * 20]
)
def test_the_answer_is_a_challenge_and_nothing_happens(endpoint: str, secret: str) -> None:
    party = make_party(SECRET)
    tokens = party.sign_in()
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "token": tokens["refresh_token"]}
    with nothing_changes():
        answer = party.post(endpoint, form, authorization=basic(party.client.client_id, secret), x_forwarded_for="203.0.113.9")
    refused_at_token(answer, "invalid_client", 401)
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    event = one_refusal("client:authentication:prove", client_id=party.client.client_id, ip="203.0.113.9")
    no_secret_in(f"{event.reason}{event.detail}{answer.content!r}{answer.headers}", SECRET[:12], tokens["refresh_token"])
    assert party.refresh(tokens["refresh_token"]).status_code == 200
