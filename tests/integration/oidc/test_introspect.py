"""Introspection, bound to the token's audience. Attack cases IR-01 to IR-04."""

from typing import Any

import pytest

from idp.audit.models import Event
from idp.clients.models import Client
from idp.core import clock
from idp.oidc.models import Grant
from tests.factories.oidc import Party, body, change_client, claims_of, make_party

pytestmark = pytest.mark.django_db
INACTIVE = {"active": False}
RS = "https://rs.example"


def server(audience: str = RS) -> Party:
    return make_party("rs-s3cret", introspection_audiences=[audience], grant_types=["client_credentials"], scope="read")


def look(asker: Party, token: str, **form: Any) -> dict[str, Any]:
    answer = asker.post("introspect", {"token": token} | form)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), answer.content
    return body(answer)


@pytest.mark.spec("RFC 7662", "2.2", "MUST")
def test_a_resource_server_learns_about_tokens_for_it() -> None:
    party = make_party(resources=[RS])
    token = party.sign_in(scope="openid profile", resources=(RS,))["access_token"]
    claims = claims_of(token)
    assert look(server(), token, token_type_hint="access_token") == {
        "active": True, "token_type": "Bearer", "scope": "openid profile", "sub": party.user.sub, "iss": "http://localhost:8000",
        "aud": RS, "exp": claims["exp"], "iat": claims["iat"], "jti": claims["jti"], "client_id": party.client.client_id,
        "acr": "mfa", "amr": ["pwd", "otp", "mfa"], "auth_time": claims["auth_time"],
    }  # fmt: skip


def test_a_client_learns_about_its_own_and_as_the_audience() -> None:
    party = make_party("s3cret")
    assert look(party, party.sign_in()["access_token"])["active"] is True
    named = make_party("rs", client_id="https://rs2.example")
    other = make_party(resources=["https://rs2.example"])
    assert look(named, other.sign_in(resources=("https://rs2.example",))["access_token"])["active"] is True


@pytest.mark.spec("RFC 7662", "4", "MUST")
def test_to_everybody_else_it_is_inactive_and_nothing_more() -> None:  # IR-02
    party = make_party(resources=[RS])
    token = party.sign_in(resources=(RS,))["access_token"]
    assert look(server("https://rs2.example"), token) == INACTIVE
    assert look(make_party("s3cret"), token) == INACTIVE
    assert Event.objects.filter(action="token:introspection:refuse", outcome="refused").count() == 2


@pytest.mark.spec("RFC 7662", "2.1", "MUST")
def test_only_confidential_clients_ask() -> None:  # IR-01
    party = make_party()
    token = party.sign_in()["access_token"]
    answer = party.post("introspect", {"token": token})
    assert (answer.status_code, body(answer)["error"]) == (401, "invalid_client")
    assert party.raw("introspect", f"token={token}").status_code == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_only_post(method: str) -> None:  # IR-03
    assert make_party().browser.generic(method, "/oauth2/introspect").status_code == 405


def test_a_token_is_needed_and_the_query_is_no_place_for_it() -> None:
    asker = server()
    assert body(asker.post("introspect", {}))["error"] == "invalid_request"
    answer = asker.browser.post("/oauth2/introspect?token=x", {})
    assert (answer.status_code, body(answer)["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("change", ["grant", "epoch", "client", "user"])
def test_what_changes_counts_at_once(change: str) -> None:  # IR-04
    party = make_party(resources=[RS])
    token = party.sign_in(resources=(RS,))["access_token"]
    asker = server()
    assert look(asker, token)["active"] is True
    if change == "grant":
        Grant.objects.update(revoked_at=clock.now())
    elif change == "epoch":
        type(party.user).objects.update(epoch=1)
    elif change == "client":
        change_client(party.client, enabled=False)
    else:
        type(party.user).objects.update(is_active=False)
    assert look(asker, token) == INACTIVE


@pytest.mark.parametrize("token", ["x", "a.b.c", "rt_x", "é", "." * 200])
def test_nonsense_is_inactive(token: str) -> None:
    assert look(server(), token) == INACTIVE


def test_other_kinds_of_token_are_inactive() -> None:
    party = make_party("s3cret")
    tokens = party.sign_in()
    assert look(party, tokens["id_token"]) == INACTIVE
    assert look(party, tokens["refresh_token"]) == INACTIVE


@pytest.mark.parametrize("own", [True, False])
def test_a_caller_disabled_by_another_process_is_refused(own: bool) -> None:
    party = make_party(resources=[RS])
    asker = server()
    machine = make_party("m", grant_types=["client_credentials"], scope="read", resources=[RS])
    token = (
        party.sign_in(resources=(RS,))["access_token"]
        if own
        else body(machine.post("token", {"grant_type": "client_credentials", "resource": RS}))["access_token"]
    )
    assert look(asker, token)["active"] is True
    change_client(asker.client, enabled=False)
    answer = asker.post("introspect", {"token": token})
    assert (answer.status_code, body(answer)["error"]) == (401, "invalid_client")


def test_a_clients_own_token() -> None:
    machine = make_party("m", grant_types=["client_credentials"], scope="read")
    token = body(machine.post("token", {"grant_type": "client_credentials"}))["access_token"]
    told = look(machine, token)
    assert (told["active"], told["sub"], told["scope"]) == (True, f"client:{machine.client.client_id}", "read")
    assert "auth_time" not in told
    Client.objects.filter(pk=machine.client.pk).update(scope="other", version=2)
    assert look(machine, token)["scope"] == ""
