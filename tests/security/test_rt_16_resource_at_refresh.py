"""RT-16: a refresh gets access tokens only for resources of the original grant. Source: RFC 8707 §2.2."""

import pytest

from tests.factories.oidc import body, claims_of, make_party
from tests.security.grants import nothing_changes
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
ONE, TWO, OTHER = "https://one.example", "https://two.example", "https://other.example"


@pytest.mark.spec("RFC 8707", "2.2", "MUST")
@pytest.mark.parametrize(
    "wanted", [OTHER, [ONE, OTHER], f"{ONE}/", ONE.upper(), "http://localhost:8000", "http://localhost:8000/api", "x"]
)
def test_another_resource_is_an_invalid_target_and_nothing_is_spent(wanted: str | list[str]) -> None:
    party = make_party(resources=[ONE, TWO, OTHER])
    tokens = party.sign_in(resources=[ONE, TWO])
    with nothing_changes():
        refused_at_token(party.refresh(tokens["refresh_token"], resource=wanted), "invalid_target")
    assert party.refresh(tokens["refresh_token"]).status_code == 200


def test_one_of_those_granted_is_the_only_audience() -> None:
    party = make_party(resources=[ONE, TWO])
    tokens = party.sign_in(resources=[ONE, TWO])
    assert claims_of(tokens["access_token"])["aud"] == [ONE, TWO]
    one = body(party.refresh(tokens["refresh_token"], resource=ONE))
    assert claims_of(one["access_token"])["aud"] == ONE
    both = body(party.refresh(one["refresh_token"]))
    assert claims_of(both["access_token"])["aud"] == [ONE, TWO]
