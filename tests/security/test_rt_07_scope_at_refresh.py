"""RT-07: a refresh never widens: not what was granted, not what the client still may have. Source: RFC 6749 §6."""

import pytest

from tests.factories.oidc import body, change_client, make_party
from tests.security.grants import nothing_changes
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6749", "6", "MUST")
@pytest.mark.parametrize(
    "wider", ["openid email profile", "openid email account:read", "openid admin", "EMAIL", "openid,email"]
)
def test_wider_is_refused_and_the_token_is_not_spent(wider: str) -> None:
    party = make_party()
    tokens = party.sign_in(scope="openid email")
    with nothing_changes():
        refused_at_token(party.refresh(tokens["refresh_token"], scope=wider), "invalid_scope")
    assert party.refresh(tokens["refresh_token"]).status_code == 200


def test_narrow_once_then_the_original_again_and_never_more() -> None:
    party = make_party()
    tokens = party.sign_in(scope="openid email profile")
    narrow = body(party.refresh(tokens["refresh_token"], scope="openid"))
    assert narrow["scope"] == "openid"
    assert set(body(party.userinfo(narrow["access_token"]))) == {"sub"}
    again = body(party.refresh(narrow["refresh_token"]))
    assert set(again["scope"].split()) == {"openid", "email", "profile"}
    refused_at_token(party.refresh(again["refresh_token"], scope="openid email profile phone"), "invalid_scope")


def test_a_scope_that_the_client_has_lost_is_not_granted_any_more() -> None:
    party = make_party()
    tokens = party.sign_in(scope="openid email")
    assert "email" in body(party.userinfo(tokens["access_token"]))
    change_client(party.client, scope="openid profile")
    assert "email" not in body(party.userinfo(tokens["access_token"]))
    answer = body(party.refresh(tokens["refresh_token"]))
    assert answer["scope"] == "openid"
    assert "email" not in body(party.userinfo(answer["access_token"]))
