"""What operators' probes read: /livez without I/O, /readyz by the database, /metrics for the operator alone. RL-37."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from idp.core import outbox
from idp.oidc import keys
from idp.oidc.models import SigningKey
from idp.web import health
from tests.factories.oidc import make_party
from tests.factories.people import make_person, make_rp
from tests.rp import Browser

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost:8000"}


def metrics(**headers: str) -> Any:
    """Asked from this machine, with no proxy in between."""
    return Client(headers=HOST | headers).get("/metrics")


def value(text: str, name: str) -> float:
    """One sample; 0 where there is none yet."""
    found = [line for line in text.splitlines() if line.rpartition(" ")[0] == name]
    return float(found[0].rpartition(" ")[2]) if found else 0.0


def test_liveness_asks_nobody() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert Client(headers=HOST).get("/livez").status_code == 200
    assert not captured.captured_queries


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
@pytest.mark.parametrize("host", ["10.42.0.7:8000", "[fd00::7]:8000", "gatehouse-7f9c", "127.0.0.1:9"])
def test_an_orchestrator_asks_by_any_host(path: str, host: str) -> None:
    keys.ensure()
    assert Client(headers={"host": host}).get(path).status_code == 200


def test_readiness_wants_a_key_to_sign_with() -> None:
    SigningKey.objects.all().delete()
    refused = Client(headers=HOST).get("/readyz")
    assert (refused.status_code, refused.json()) == (503, {"database": True, "migrations": True, "keys": False})
    assert refused["Retry-After"]
    keys.ensure()
    assert Client(headers=HOST).get("/readyz").status_code == 200


def test_readiness_reads_the_migrations_once() -> None:
    keys.ensure()
    assert Client(headers=HOST).get("/readyz").status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert Client(headers=HOST).get("/readyz").status_code == 200
    assert len(captured.captured_queries) == 1, captured.captured_queries


def test_a_schema_that_is_behind_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keys.ensure()
    health._require_our_schema.cache_clear()
    with monkeypatch.context() as behind:
        behind.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["pending"])
        refused = Client(headers=HOST).get("/readyz")
        assert (refused.status_code, refused.json()) == (503, {"database": True, "migrations": False, "keys": False})
    assert Client(headers=HOST).get("/readyz").status_code == 200


def test_what_people_and_clients_do_is_counted() -> None:
    before = metrics().content.decode()
    rp, ada = make_rp(), make_person(totp=True)
    rp.begin().tokens(Browser(), ada)
    assert rp.refresh("nonsense").status_code == 400
    after = metrics().content.decode()
    for name in (
        'gatehouse_sign_ins_total{outcome="success"}',
        'gatehouse_factor_verifications_total{factor="totp",outcome="success"}',
        'gatehouse_tokens_issued_total{grant_type="authorization_code"}',
        'gatehouse_refusals_total{error="invalid_grant"}',
        'gatehouse_request_seconds_count{route="/oauth2/token",status="2xx"}',
    ):
        assert value(after, name) == value(before, name) + 1, name
    assert value(after, "gatehouse_database_up") == 1
    assert value(after, 'gatehouse_signing_key_age_seconds{alg="ES256"}') >= 0


def test_what_waits_in_the_outbox_is_measured() -> None:
    outbox.enqueue("mail", {}, lifetime=timedelta(hours=1))
    assert value(metrics().content.decode(), "gatehouse_outbox_entries") == 1


def test_no_path_makes_a_label() -> None:
    for number in range(20):
        Client(headers=HOST).get(f"/made-up/{number}")
        Client(headers=HOST).get(f"/interaction/{number:043}")
    text = metrics().content.decode()
    assert "made-up" not in text
    assert 'route="/interaction/<str:interaction_id>"' in text
    assert value(text, 'gatehouse_request_seconds_count{route="none",status="4xx"}') >= 20


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded"])
def test_a_proxy_on_this_machine_does_not_open_the_metrics(header: str) -> None:
    assert metrics(**{header: "127.0.0.1"}).status_code == 404


def test_behind_a_public_issuer_no_address_opens_the_metrics(settings: Any) -> None:
    settings.IDP = settings.IDP.model_copy(update={"public_url": "https://localhost:8000"})
    assert metrics().status_code == 200  # an issuer on this machine: nobody else gets here
    settings.IDP = settings.IDP.model_copy(update={"public_url": "https://id.example"})
    assert metrics().status_code == 404  # through a proxy on this machine that says nothing


def test_another_machine_needs_the_operators_token(settings: Any) -> None:
    assert Client(headers=HOST, REMOTE_ADDR="203.0.113.7").get("/metrics").status_code == 404
    settings.IDP = settings.IDP.model_copy(update={"metrics_token": "a long token of the operator"})
    assert metrics().status_code == 404
    assert metrics(authorization="Bearer wrong").status_code == 404
    there = Client(headers=HOST | {"authorization": "Bearer a long token of the operator"}, REMOTE_ADDR="203.0.113.7")
    assert there.get("/metrics").status_code == 200


def test_asking_for_metrics_reads_a_bounded_number_of_times() -> None:
    make_party().sign_in()
    with CaptureQueriesContext(connection) as captured:
        assert metrics().status_code == 200
    assert len(captured.captured_queries) == 2
