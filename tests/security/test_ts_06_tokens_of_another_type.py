"""TS-06: each credential is taken at its own door only. Source: ASVS 9.2.2; RFC 9068 §2.1; RFC 8725 §3.11."""

import pytest
from django.conf import settings
from django.test import Client as Browser

from idp.clients import registry
from idp.clients.registry import ClientRecord
from idp.oidc import tokens
from tests.factories.oidc import Party, make_party
from tests.security.forgery import forged
from tests.security.grants import accepted_nowhere

pytestmark = pytest.mark.django_db


def record(party: Party) -> ClientRecord:
    found = registry.get(party.client.client_id)
    assert found is not None
    return found


@pytest.mark.spec("RFC 9068", "4", "MUST")
@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
def test_nothing_else_is_an_access_token(alg: str) -> None:
    party = make_party("s3cret", id_token_signed_response_alg=alg)
    issued, session = party.sign_in(), party.session
    assert session is not None
    logout_token = tokens.logout_token(record(party), sub=party.user.sub, sid=session.sid)
    opaque = [party.code(), issued["refresh_token"], session.sid, "s3cret"]
    jwts = [issued["id_token"], logout_token, forged(issued["access_token"], header={"typ": "JWT"})]
    for token in [*jwts, *opaque[:1], *opaque[2:]]:
        accepted_nowhere(token)
    assert party.userinfo(issued["refresh_token"]).status_code == 401


@pytest.mark.parametrize("kind", ["access_token", "refresh_token", "logout_token", "access token as JWT", "garbage"])
@pytest.mark.parametrize("endpoint", ["logout", "authorize"])
def test_nothing_else_is_an_id_token_hint(kind: str, endpoint: str) -> None:
    party = make_party()
    issued, session = party.sign_in(), party.session
    assert session is not None
    issued["logout_token"] = tokens.logout_token(record(party), sub=party.user.sub, sid=session.sid)
    issued |= {
        "access token as JWT": forged(issued["access_token"], header={"typ": "JWT"}, aud="x", iss="y"),
        "garbage": "a.b.c",
    }
    request = {"id_token_hint": issued[kind], "client_id": party.client.client_id} | (
        {
            "response_type": "code",
            "redirect_uri": "https://rp.example/callback",
            "scope": "openid",
            "code_challenge": "x" * 43,
            "code_challenge_method": "S256",
        }
        if endpoint == "authorize"
        else {}
    )
    answer = Browser(headers={"host": settings.IDP.host}).get(f"/oauth2/{endpoint}", request)
    if endpoint == "logout":
        assert answer.status_code == 200
        assert "did not say rightly who is to be signed out" in answer.content.decode()
    else:
        assert answer.status_code == 303
        assert "error=invalid_request" in answer.headers["Location"]
    session.refresh_from_db()
    assert session.ended_at is None
