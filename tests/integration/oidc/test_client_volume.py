"""A client that asks too often is told when to ask again; it costs no statement, and nobody pays for another."""

from dataclasses import replace

import pytest

from idp.audit.models import Event
from idp.limits.doors import DOORS, Door, Limit
from tests.factories.oidc import body, make_party, new_ip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    for door in (Door.TOKEN, Door.INTROSPECTION):
        monkeypatch.setitem(DOORS, door, (Limit("account", 3, 3600),))


def test_the_token_endpoint_counts_a_confidential_client_over_all_addresses() -> None:
    machine = make_party("m", grant_types=["client_credentials"], scope="read")
    answers = [machine.post("token", {"grant_type": "client_credentials"}, x_forwarded_for=new_ip()) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert body(answers[-1])["error"] == "slow_down"
    assert 0 < int(answers[-1]["Retry-After"]) <= 1200
    other = make_party("n", grant_types=["client_credentials"], scope="read")
    assert other.post("token", {"grant_type": "client_credentials"}).status_code == 200


def test_whoever_cannot_prove_the_client_uses_up_nothing_of_it() -> None:
    machine = make_party("m", grant_types=["client_credentials"], scope="read")
    for _ in range(5):
        form = {"grant_type": "client_credentials"}
        assert replace(machine, secret="wrong").post("token", form, x_forwarded_for=new_ip()).status_code == 401
    assert machine.post("token", {"grant_type": "client_credentials"}).status_code == 200


def test_a_public_client_is_counted_for_each_address() -> None:
    party, flood = make_party(), new_ip()
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    assert [party.post("token", form, x_forwarded_for=flood).status_code for _ in range(4)] == [400, 400, 400, 429]
    assert party.post("token", form, x_forwarded_for=new_ip()).status_code == 400


def test_introspection_has_a_budget_of_its_own_and_a_throttled_request_writes_nothing() -> None:
    party = make_party("s3cret", introspection_audiences=["http://localhost:8000"])
    token = party.sign_in()["access_token"]
    assert [party.post("introspect", {"token": token}).status_code for _ in range(3)] == [200] * 3
    events = Event.objects.count()
    refused = party.post("introspect", {"token": token})
    assert (refused.status_code, body(refused)["error"]) == (429, "slow_down")
    assert Event.objects.count() == events
