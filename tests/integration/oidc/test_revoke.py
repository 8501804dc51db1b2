"""Revocation. Attack cases IR-05 to IR-07, TS-13."""

import pytest

from idp.audit.models import Event
from idp.oidc.models import RevokedToken
from tests.factories.oidc import Party, body, make_client, make_party

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 7009", "2.1", "MUST")
@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "nonsense"])
def test_either_token_takes_the_grant_with_it(kind: str, hint: str | None) -> None:  # IR-06
    party = make_party("s3cret")
    tokens = party.sign_in()
    answer = party.post("revoke", {"token": tokens[kind], "token_type_hint": hint})
    assert (answer.status_code, answer.content) == (200, b"")
    assert "Content-Type" not in answer.headers
    assert party.userinfo(tokens["access_token"]).status_code == 401
    assert party.refresh(tokens["refresh_token"]).status_code == 400
    assert party.post("revoke", {"token": tokens[kind]}).status_code == 200
    assert Event.objects.filter(action="grant:tokens:revoke", outcome="success").count() == 1


def test_a_public_client_revokes_its_own() -> None:
    party = make_party()
    tokens = party.sign_in()
    assert party.post("revoke", {"token": tokens["refresh_token"]}).status_code == 200
    assert party.userinfo(tokens["access_token"]).status_code == 401


@pytest.mark.spec("RFC 7009", "2.1", "MUST")
def test_another_clients_token_stays_alive_and_looks_like_an_unknown_one() -> None:  # IR-05, IR-07
    party = make_party()
    tokens = party.sign_in()
    thief = Party(client=make_client("other"), secret="other", user=party.user)
    answers = [
        thief.post("revoke", {"token": token}) for token in (tokens["access_token"], tokens["refresh_token"], "unknown", "rt_x")
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b"")}
    assert party.userinfo(tokens["access_token"]).status_code == 200
    assert party.refresh(tokens["refresh_token"]).status_code == 200
    assert not Event.objects.filter(action="grant:tokens:revoke").exists()


def test_a_clients_own_token_is_revoked_by_its_identifier() -> None:
    machine = make_party("m", grant_types=["client_credentials"], scope="read")
    one, two = (body(machine.post("token", {"grant_type": "client_credentials"}))["access_token"] for _ in range(2))
    other = make_party("o", grant_types=["client_credentials"], scope="read")
    other.post("revoke", {"token": one})
    assert body(machine.post("introspect", {"token": one}))["active"] is True
    for _ in range(2):
        assert machine.post("revoke", {"token": one}).status_code == 200
    assert body(machine.post("introspect", {"token": one})) == {"active": False}
    assert body(machine.post("introspect", {"token": two}))["active"] is True
    assert RevokedToken.objects.count() == 1


def test_the_client_is_authenticated_and_the_token_named() -> None:
    party = make_party("s3cret")
    tokens = party.sign_in()
    assert party.raw("revoke", f"token={tokens['refresh_token']}&client_id={party.client.client_id}").status_code == 401
    assert body(party.post("revoke", {}))["error"] == "invalid_request"
    assert party.browser.get("/oauth2/revoke").status_code == 405
    assert party.refresh(tokens["refresh_token"]).status_code == 200
