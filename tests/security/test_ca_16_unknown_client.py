"""CA-16: an unknown client and a wrong secret cannot be told apart. Source: ASVS 6.3.8."""

import statistics
import time

import pytest

from tests.factories.oidc import Party, basic, make_client, make_party
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db


def answer(party: Party, endpoint: str, client_id: str) -> tuple[float, tuple[int, bytes, dict[str, str]]]:
    """Seconds, and all that the caller sees."""
    started = time.process_time()
    got = party.post(endpoint, {"grant_type": "client_credentials", "token": "x"}, authorization=basic(client_id, "guess"))
    elapsed = time.process_time() - started
    refused_at_token(got, "invalid_client", 401)
    return elapsed, (got.status_code, got.content, {k: v for k, v in got.headers.items() if k != "X-Request-Id"})


@pytest.mark.parametrize("endpoint", ["token", "introspect", "revoke"])
def test_status_body_and_headers_are_equal(endpoint: str) -> None:
    party = make_party("s3cret")
    off = make_client("s3cret", enabled=False)
    ids = [party.client.client_id, off.client_id, make_client().client_id, "nobody", "nobody'--", "é", "x" * 300]
    seen = [answer(party, endpoint, client_id)[1] for client_id in ids]
    assert all(each == seen[0] for each in seen)


def test_the_time_does_not_tell() -> None:
    party = make_party("s3cret")
    times: dict[str, list[float]] = {party.client.client_id: [], "nobody": []}
    for _ in range(150):
        for client_id, measured in times.items():
            measured.append(answer(party, "token", client_id)[0])
    medians = [statistics.median(measured) for measured in times.values()]
    assert abs(medians[0] - medians[1]) < 0.005
