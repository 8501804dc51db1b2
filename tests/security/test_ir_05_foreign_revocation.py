"""IR-05, IR-07: a client revokes another's tokens: nothing happens, nothing is told. Source: RFC 7009 §2.1; DOT #727."""

import statistics
import time

import pytest

from idp.audit.models import Event
from tests.factories.oidc import Party, make_client, make_party
from tests.security.grants import good, nothing_changes

pytestmark = pytest.mark.django_db


def revoke(party: Party, token: str) -> tuple[float, tuple[int, bytes, dict[str, str]]]:
    """Seconds, and all that the caller sees."""
    started = time.perf_counter()
    answer = party.post("revoke", {"token": token})
    elapsed = time.perf_counter() - started
    return elapsed, (answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k != "X-Request-Id"})


@pytest.mark.spec("RFC 7009", "2.1", "MUST")
@pytest.mark.parametrize("secret", ["", "another"], ids=["public", "confidential"])
@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_a_foreign_token_lives_and_looks_unknown(secret: str, kind: str) -> None:
    victim = make_party("s3cret")
    attacker = Party(client=make_client(secret), secret=secret, user=victim.user)
    tokens = victim.sign_in()
    with nothing_changes():
        foreign, unknown = (revoke(attacker, token)[1] for token in (tokens[kind], "unknown"))
    assert foreign == unknown
    assert foreign[:2] == (200, b"")
    assert not Event.objects.filter(action="grant:tokens:revoke").exists()
    good(victim, tokens)
    assert victim.refresh(tokens["refresh_token"]).status_code == 200


def test_a_foreign_client_s_own_token_lives() -> None:
    victim, attacker = make_party("s3cret", grant_types=["client_credentials"], scope="read"), make_party("another")
    token = victim.post("token", {"grant_type": "client_credentials"}).json()["access_token"]
    with nothing_changes():
        assert revoke(attacker, token)[1][0] == 200
    assert victim.post("introspect", {"token": token}).json()["active"] is True


def test_the_time_does_not_tell() -> None:
    victim, attacker = make_party("s3cret"), make_party("another")
    times: dict[str, list[float]] = {victim.sign_in()["refresh_token"]: [], "unknown": []}
    for _ in range(100):
        for token, measured in times.items():
            measured.append(revoke(attacker, token)[0])
    medians = [statistics.median(measured) for measured in times.values()]
    assert abs(medians[0] - medians[1]) < 0.005
