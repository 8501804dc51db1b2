"""TS-13: what was revoked a moment ago is refused at every door that asks us, at once. Source: ASVS 7.4.1."""

import pytest

from tests.factories.oidc import make_party
from tests.security.grants import accepted_nowhere, gone, good, introspected

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 7009", "2.1", "MUST")
@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_a_person_s_token(kind: str) -> None:
    party = make_party("s3cret")
    tokens, other = party.sign_in(), party.sign_in()
    good(party, tokens)
    assert party.post("revoke", {"token": tokens[kind]}).status_code == 200
    gone(party, tokens)
    accepted_nowhere(tokens["access_token"])
    good(party, other)


def test_a_client_s_own_token_goes_alone() -> None:
    party = make_party("s3cret", grant_types=["client_credentials"], scope="read")
    first, second = (party.post("token", {"grant_type": "client_credentials"}).json()["access_token"] for _ in range(2))
    assert party.post("revoke", {"token": first}).status_code == 200
    assert introspected(first) == {"active": False}
    assert introspected(second)["active"] is True
