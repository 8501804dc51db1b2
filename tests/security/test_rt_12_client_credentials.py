"""RT-12: a client's own token brings no refresh token, and nothing about a person. Source: RFC 6749 §4.4.3."""

import pytest

from idp.oidc.models import Grant
from tests.factories.oidc import body, make_party
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
FORM = {"grant_type": "client_credentials"}


@pytest.mark.spec("RFC 6749", "4.4.3", "SHOULD")
@pytest.mark.parametrize("grant_types", [["client_credentials"], ["client_credentials", "refresh_token", "authorization_code"]])
def test_the_answer_has_no_refresh_token_and_no_id_token(grant_types: list[str]) -> None:
    party = make_party("s3cret", grant_types=grant_types, scope="openid offline_access read")
    answer = party.post("token", FORM)
    assert answer.status_code == 200
    assert set(body(answer)) == {"access_token", "token_type", "expires_in", "scope"}
    assert body(answer)["scope"] == "read"
    assert Grant.objects.count() == 0


@pytest.mark.spec("RFC 6749", "4.4", "MUST")
def test_a_public_client_and_one_without_the_grant_type_get_none() -> None:
    public = make_party(grant_types=["client_credentials"])
    refused_at_token(public.post("token", FORM), "unauthorized_client")
    refused_at_token(make_party("s3cret").post("token", FORM), "unauthorized_client")
