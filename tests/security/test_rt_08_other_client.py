"""RT-08: a refresh token is its client's alone. Source: RFC 6749 §6; rauthy 0.36.1."""

import pytest

from tests.factories.oidc import Party, make_client, make_party
from tests.security.grants import good, nothing_changes
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6749", "6", "MUST")
@pytest.mark.parametrize("owner", ["", "s3cret"], ids=["public owner", "confidential owner"])
@pytest.mark.parametrize("thief", ["", "another"], ids=["public thief", "confidential thief"])
def test_another_client_gets_invalid_grant_for_the_same_person(owner: str, thief: str) -> None:
    party = make_party(owner)
    tokens = party.sign_in()
    other = Party(client=make_client(thief), secret=thief, user=party.user)
    with nothing_changes():
        refused_at_token(other.refresh(tokens["refresh_token"]))
    one_refusal("token:request:refuse", client_id=other.client.client_id)
    good(party, tokens)
    assert party.refresh(tokens["refresh_token"]).status_code == 200
