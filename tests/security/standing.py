"""What every attack must end in: nothing issued, one recorded refusal, no word too many. Standing outcomes S1 to S6."""

import re
from typing import Any

from django.http import HttpResponse

from idp.audit.models import Event
from idp.interaction.models import Interaction
from idp.oidc.models import Grant
from tests.rp import Arrival, Flow, Page, RelyingParty

ISSUER = "http://localhost:8000"
_INSIDE = re.compile(r"Traceback|site-packages|\.py\b|SELECT |INSERT |UPDATE |django|sqlite|oauthlib", re.IGNORECASE)


def tells_nothing(response: HttpResponse) -> None:
    """S1: no failure of ours, and nothing of our inside in the body."""
    assert response.status_code < 500, response.content
    found = _INSIDE.search(response.content.decode())
    assert not found, f"the body shows {found and found[0]}"


def error_page(place: Page | Arrival, error: str = "invalid_request", status: int = 400) -> Page:
    """The person is told here, and the browser is sent nowhere."""
    assert isinstance(place, Page), f"left for {place.url}"
    assert (place.status, place.response["Content-Type"]) == (status, "text/html; charset=utf-8"), place.text
    assert "Location" not in place.response and "Refresh" not in place.response
    assert error in place.text
    tells_nothing(place.response)
    return place


def refused_at_client(place: Page | Arrival, flow: Flow, error: str) -> Arrival:
    """The error goes to the registered redirect_uri with the request's state and our issuer, and nothing else goes there."""
    assert isinstance(place, Arrival), f"stayed at {place.path}: {place.text}"
    assert place.url.startswith(flow.parameters["redirect_uri"])
    got = dict(place.parameters)
    assert got.pop("error") == error
    assert got.pop("iss") == ISSUER
    assert got.pop("state", None) == flow.parameters.get("state")
    assert set(got) <= {"error_description"}
    return place


def refused_at_token(response: HttpResponse, error: str = "invalid_grant", status: int = 400) -> None:
    """S6: JSON with a registered error, and no token beside it."""
    assert response.status_code == status, response.content
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/json", "no-store")
    members: dict[str, Any] = response.json()
    assert members["error"] == error, members
    assert set(members) <= {"error", "error_description"}
    tells_nothing(response)


def nothing_issued() -> None:
    """No code, and no request that waits for one."""
    assert Grant.objects.count() == 0
    assert Interaction.objects.count() == 0


def alive(rp: RelyingParty, tokens: dict[str, Any]) -> dict[str, Any]:
    """S3: the honest client goes on with what it has; returns the next tokens."""
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    renewed = rp.refresh(tokens["refresh_token"])
    assert renewed.status_code == 200, renewed.content
    return dict(renewed.json())


def dead(rp: RelyingParty, tokens: dict[str, Any]) -> None:
    """The tokens work at no door."""
    answer = rp.userinfo(tokens["access_token"])
    assert answer.status_code == 401 and 'error="invalid_token"' in answer["WWW-Authenticate"]
    if rp.auth_method != "none":
        assert rp.introspect(tokens["access_token"]).json() == {"active": False}
    refused_at_token(rp.refresh(tokens["refresh_token"]))


def one_refusal(action: str, *, client_id: str, ip: str = "", **facts: str) -> Event:
    """S4: exactly one event tells of the refusal: whose, from where, why."""
    event = Event.objects.get(action=action, outcome="refused")
    assert event.client_id == client_id and event.reason
    assert event.ip == ip or not ip
    assert {name: getattr(event, name) for name in facts} == facts
    return event


def no_secret_in(text: str, *values: str) -> None:
    """S2: none of these values occurs."""
    for value in values:
        assert value and value not in text
