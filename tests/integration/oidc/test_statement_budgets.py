"""How many statements each hot path costs when warm: exact, so that a lost join or a second look shows."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idp.audit.models import Event
from idp.core import clock
from idp.oidc import keys, store
from tests.factories.oidc import ORIGIN, Party, body, claims_of, make_party, new_ip

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def statements(call: Callable[[], Any], status: int = 200) -> tuple[int, int]:
    """Reads and writes of one call."""
    with CaptureQueriesContext(connection) as captured:
        answer = call()
    assert answer.status_code == status, answer.content
    kinds = [query["sql"].split(" ", 1)[0] for query in captured.captured_queries]
    kinds = [kind for kind in kinds if kind.rstrip(";") not in CONTROL]
    reads = kinds.count("SELECT")
    return reads, len(kinds) - reads


@pytest.fixture(params=["", "s3cret"], ids=["public", "confidential"])
def party(request: pytest.FixtureRequest) -> Party:
    """A client and a person whose parsed records are warm."""
    keys.ensure()
    warm = make_party(request.param, introspection_audiences=["http://localhost:8000"], allowed_origins=ORIGIN)
    warm.sign_in()
    return warm


def test_code_exchange(party: Party) -> None:
    code = party.code()
    assert statements(lambda: party.redeem(code)) == (1, 2)


def test_code_exchange_from_a_browser_app(party: Party) -> None:
    code = party.code()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "https://rp.example/callback",
        "code_verifier": "v" * 43,
    }
    assert statements(lambda: party.post("token", form, origin=ORIGIN)) == (1, 2)


def test_refresh(party: Party) -> None:
    token = party.sign_in()["refresh_token"]
    assert statements(lambda: party.refresh(token)) == (1, 1)
    assert statements(lambda: party.refresh(token)) == (1, 0)  # the retry of a lost answer


def test_client_credentials() -> None:
    machine = make_party("m", grant_types=["client_credentials"], scope="read")
    machine.post("token", {"grant_type": "client_credentials"})
    assert statements(lambda: machine.post("token", {"grant_type": "client_credentials"})) == (1, 0)


def test_userinfo(party: Party) -> None:
    token = party.sign_in(scope="openid profile email address phone")["access_token"]
    assert statements(lambda: party.userinfo(token)) == (1, 0)


def test_introspection() -> None:
    party = make_party("s3cret", introspection_audiences=["http://localhost:8000"])
    token = party.sign_in()["access_token"]
    assert statements(lambda: party.post("introspect", {"token": token})) == (1, 0)
    machine = make_party("m", grant_types=["client_credentials"], scope="read")
    own = body(machine.post("token", {"grant_type": "client_credentials"}))["access_token"]
    assert statements(lambda: party.post("introspect", {"token": own})) == (1, 0)


def test_issuing_a_code(party: Party) -> None:
    class Issued:
        status_code, content = 200, b""

    def issue() -> Issued:
        party.code()
        return Issued()

    assert statements(issue) == (0, 1)  # the door's look at the client's version is the authorization endpoint's one read


def test_a_refusal_costs_one_count_and_one_audit_event_and_a_throttled_one_no_event(party: Party) -> None:
    """A public client proves nothing: its refusals are counted together as well, by a look and a count."""
    ip, cost = new_ip(), (1, 3) if party.client.token_endpoint_auth_method == "none" else (0, 2)
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    party.post("token", form, x_forwarded_for=ip)  # the address's bucket is made
    with time_machine.travel(clock.now(), tick=False):
        assert statements(lambda: party.post("token", form, x_forwarded_for=ip), 400) == cost
        for _ in range(25):
            party.post("token", form, x_forwarded_for=ip)
        events = Event.objects.count()
        assert statements(lambda: party.post("token", form, x_forwarded_for=ip), 429)[1] == 1
        assert Event.objects.count() == events


def test_documents_cost_nothing(party: Party) -> None:
    for path in ("/.well-known/openid-configuration", "/oauth2/jwks"):
        party.browser.get(path)
        assert statements(lambda path=path: party.browser.get(path)) == (0, 0)


def test_no_cost_grows_with_the_number_of_grants(party: Party) -> None:
    tokens = party.sign_in()
    few = statements(lambda: party.userinfo(tokens["access_token"]))
    for _ in range(30):
        party.sign_in()
    assert statements(lambda: party.userinfo(tokens["access_token"])) == few
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {store._LOAD_BY_HANDLE}",
            [claims_of(tokens["access_token"])["gid"]],
        )
        plan = str(cursor.fetchall())
    assert "SCAN g" not in plan
    by_unique_key = "Rows fetched before execution"  # MySQL 9's words
    assert "handle" in plan or by_unique_key in plan
