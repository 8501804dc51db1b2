"""RT-17: a client that retries a dead refresh token for ever costs little, and is told to stop. Source: DOT #1809."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idp.audit.models import Event
from idp.core import clock
from tests.factories.oidc import Party, make_party, new_ip

pytestmark = pytest.mark.django_db


def attempt(party: Party, token: str, ip: str) -> tuple[int, int, str]:
    """Status, number of statements, Retry-After."""
    form = {"grant_type": "refresh_token", "refresh_token": token}
    with CaptureQueriesContext(connection) as queries:
        answer = party.post("token", form, x_forwarded_for=ip)
    return answer.status_code, len(queries), answer.headers.get("Retry-After", "")


def test_constant_cost_then_429_and_others_go_on() -> None:
    party, bystander = make_party("s3cret"), make_party("another")
    dead, live = party.sign_in()["refresh_token"], bystander.sign_in()["refresh_token"]
    party.post("revoke", {"token": dead})
    with time_machine.travel(clock.now(), tick=False) as time:
        storm = [attempt(party, dead, ip) for ip in [new_ip()] * 60]
        assert [status for status, _, _ in storm] == [400] * 20 + [429] * 40
        assert {retry for status, _, retry in storm if status == 429} == {"1"}
        assert max(statements for _, statements, _ in storm[1:]) <= 4
        assert Event.objects.filter(outcome="refused").count() == 20
        assert bystander.refresh(live).status_code == 200
        time.shift(1)
        assert attempt(party, dead, new_ip())[0] == 400
