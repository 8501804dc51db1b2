"""CA-03: one client in the header, another in the body. Source: measured M3."""

import pytest

from tests.factories.oidc import Party, make_client, make_party
from tests.security.grants import nothing_changes
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("victim", ["", "another"], ids=["public", "confidential"])
@pytest.mark.parametrize("endpoint", ["token", "introspect", "revoke"])
def test_neither_acts_for_the_other(victim: str, endpoint: str) -> None:
    attacker = make_party("s3cret")
    party = Party(client=make_client(victim), secret=victim)
    tokens = party.sign_in()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "token": tokens["refresh_token"],
        "client_id": party.client.client_id,
    }
    with nothing_changes():
        refused_at_token(attacker.post(endpoint, form), "invalid_client", 401)
    one_refusal("client:authentication:prove", client_id=attacker.client.client_id)
    assert party.refresh(tokens["refresh_token"]).status_code == 200


def test_the_same_client_in_both_is_fine() -> None:
    party = make_party("s3cret")
    assert party.refresh(party.sign_in()["refresh_token"], client_id=party.client.client_id).status_code == 200
