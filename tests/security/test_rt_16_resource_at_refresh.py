"""RT-16: a token is for one resource of the original grant, and one that its client still has. Source: RFC 8707 §2.2."""

import pytest
from django.conf import settings

from idp.clients.models import Resource
from idp.core import clock, secrets
from idp.oidc import store, tokens
from tests.factories.oidc import body, change_client, claims_of, make_party, new_ip
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
    granted = body(party.redeem(party.code(resources=[ONE, TWO]), resource=ONE))
    with nothing_changes():
        refused_at_token(party.refresh(granted["refresh_token"], resource=wanted), "invalid_target")
    assert party.refresh(granted["refresh_token"], resource=TWO).status_code == 200


@pytest.mark.spec("RFC 9700", "2.3", "SHOULD")
def test_one_of_those_granted_is_the_only_audience() -> None:
    party = make_party(resources=[ONE, TWO])
    code = party.code(resources=[ONE, TWO])
    with nothing_changes():
        for several in (None, [ONE, TWO]):
            refused_at_token(party.redeem(code, resource=several), "invalid_target")
    granted = body(party.redeem(code, resource=TWO))
    assert claims_of(granted["access_token"])["aud"] == TWO
    for several in (None, [ONE, TWO]):
        refused_at_token(party.refresh(granted["refresh_token"], resource=several), "invalid_target")
    one = body(party.refresh(granted["refresh_token"], resource=ONE))
    assert claims_of(one["access_token"])["aud"] == ONE


@pytest.mark.parametrize("api", [settings.IDP.api_resource, settings.IDP.public_url])
def test_a_token_for_our_api_is_for_nobody_else(api: str) -> None:
    party = make_party("s3cret", resources=[ONE], scope="openid account:read")
    granted = body(party.redeem(party.code(scope="openid account:read", resources=[api, ONE]), resource=ONE))
    assert claims_of(granted["access_token"])["aud"] == ONE
    assert party.userinfo(granted["access_token"]).status_code == 401
    machine = make_party("s3cret", grant_types=["client_credentials"], resources=[ONE], scope="account:read")
    refused_at_token(machine.post("token", {"grant_type": "client_credentials", "resource": [api, ONE]}), "invalid_target")


def test_a_token_for_two_is_nobodys() -> None:
    """As an older version signed them; they outlive an upgrade by five minutes."""
    party, server = make_party(resources=[ONE]), make_party("s3cret", introspection_audiences=[ONE])
    code = party.code(scope="openid account:read", resources=[settings.IDP.api_resource])
    row = store.load_by_code(secrets.digest(code))
    assert row is not None
    api, issuer = settings.IDP.api_resource, settings.IDP.public_url
    for audience, is_userinfo_open, is_api_open, is_active in (
        (api, True, True, False), (issuer, True, False, False), (ONE, False, False, True), ([api, ONE], False, False, False),
        ([api, issuer], False, False, False), ([ONE, "https://x.example"], False, False, False),
    ):  # fmt: skip
        token = tokens.access_token(row, audience, ["openid", "account:read"], clock.now())  # type: ignore[arg-type]
        assert party.userinfo(token).status_code == (200 if is_userinfo_open else 401)
        asked = {"host": settings.IDP.host, "authorization": f"Bearer {token}", "x-forwarded-for": new_ip()}
        assert party.browser.get("/api/v1/me", headers=asked).status_code == (200 if is_api_open else 401)
        assert body(server.post("introspect", {"token": token}))["active"] is is_active


@pytest.mark.parametrize("lost", ["the resource", "its scopes"])
def test_what_the_client_has_lost_is_minted_no_more(lost: str) -> None:
    Resource.objects.create(identifier=ONE, scopes=["read"])
    has = {"resources": [ONE], "scope": "openid"} if lost == "the resource" else {"resources": [], "scope": "openid read"}
    party = make_party(**has)
    code = party.code(resources=[ONE], scope=has["scope"])
    granted = party.sign_in(resources=[ONE], scope=has["scope"])
    change_client(party.client, resources=[], scope="openid")
    with nothing_changes():
        refused_at_token(party.redeem(code), "invalid_target")
        refused_at_token(party.refresh(granted["refresh_token"]), "invalid_target")
    change_client(party.client, **has)
    assert party.refresh(granted["refresh_token"]).status_code == 200
