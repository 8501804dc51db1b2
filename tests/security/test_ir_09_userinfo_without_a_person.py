"""IR-09: userinfo for a token without ``openid``, or of no person. Source: OpenID Connect Core §5.3."""

import pytest
from django.conf import settings

from idp.clients import registry
from idp.core import clock
from idp.oidc import tokens
from tests.factories.oidc import body, make_party
from tests.security.grants import refused_bearer

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6750", "3.1", "SHOULD")
@pytest.mark.parametrize("scope", ["email", "profile email phone", "account:read profile"])
def test_without_openid_it_is_insufficient(scope: str) -> None:
    party = make_party()
    answer = party.userinfo(party.sign_in(scope=scope, nonce=None)["access_token"])
    refused_bearer(answer, "insufficient_scope", 403)
    assert 'scope="openid"' in answer.headers["WWW-Authenticate"]
    assert party.user.email not in answer.content.decode()


@pytest.mark.parametrize("scopes", [["read"], ["openid", "email"]])
def test_a_client_s_own_token_is_nobody(scopes: list[str]) -> None:
    party = make_party("s3cret", grant_types=["client_credentials"], scope="openid email read")
    client = registry.get(party.client.client_id)
    assert client is not None
    refused_bearer(party.userinfo(tokens.client_access_token(client, settings.IDP.public_url, scopes, clock.now())))
    own = body(party.post("token", {"grant_type": "client_credentials"}))["access_token"]
    refused_bearer(party.userinfo(own))


def test_a_token_for_another_resource_is_refused_here() -> None:
    party = make_party(resources=["https://api.example"])
    refused_bearer(party.userinfo(party.sign_in(scope="openid", resources=["https://api.example"])["access_token"]))
