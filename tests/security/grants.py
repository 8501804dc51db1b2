"""What the tokens of a grant are still good for, at every door that takes them, and what an attack left unchanged."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse

from idp.oidc.models import Grant, RevokedToken
from idp.sessions.models import Session
from tests.factories.oidc import Party, body, make_party, new_ip
from tests.security.standing import refused_at_token, tells_nothing


def gone(party: Party, tokens: Mapping[str, str]) -> None:
    """Nothing of this token response is good for anything, at any door."""
    if "refresh_token" in tokens:
        refused_at_token(party.refresh(tokens["refresh_token"]))
    refused_bearer(party.userinfo(tokens["access_token"]))
    assert introspected(tokens["access_token"]) == {"active": False}


def good(party: Party, tokens: Mapping[str, str]) -> None:
    """The access token of this response is accepted."""
    assert party.userinfo(tokens["access_token"]).status_code == 200
    assert introspected(tokens["access_token"])["active"] is True


def introspected(token: str, audience: str = "http://localhost:8000") -> dict[str, Any]:
    """What a resource server that may introspect tokens for ``audience`` is told."""
    server = make_party("resource server", introspection_audiences=[audience], grant_types=[])
    answer = server.post("introspect", {"token": token})
    assert answer.status_code == 200, answer.content
    return body(answer)


def refused_bearer(answer: HttpResponse, error: str = "invalid_token", status: int = 401) -> None:
    """A refusal as RFC 6750 §3.1 has it: status and code, in the header as well, and no claim of anybody."""
    members = body(answer)
    assert (answer.status_code, members["error"]) == (status, error), members
    assert set(members) <= {"error", "error_description"}
    assert f'error="{error}"' in answer.headers["WWW-Authenticate"]
    tells_nothing(answer)


@contextmanager
def nothing_changes() -> Iterator[None]:
    """No grant, revocation or session is made, spent or ended in this block."""
    before = _state()
    yield
    assert _state() == before


def _state() -> list[list[Any]]:
    grants = Grant.objects.order_by("pk").values("pk", "generation", "activated_at", "revoked_at", "scope")
    sessions = Session.objects.order_by("pk").values("pk", "user", "ended_at", "acr")
    return [list(grants), list(sessions), list(RevokedToken.objects.order_by("pk").values())]


def accepted_nowhere(token: str) -> None:
    """No door that takes access tokens takes this one: userinfo, introspection, the account API; nor does revocation act."""
    party = make_party()
    refused_bearer(party.userinfo(token))
    assert introspected(token) == {"active": False}
    answer = party.browser.get("/api/v1/me", headers={"authorization": f"Bearer {token}", "x-forwarded-for": new_ip()})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token"), answer.content
    with nothing_changes():
        assert party.post("revoke", {"token": token}).status_code == 200
