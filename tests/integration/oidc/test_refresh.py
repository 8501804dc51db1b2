"""Refresh tokens: rotation, retries, theft, and every end of a grant. Attack cases RT-01 to RT-16."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from idp.audit.models import Event
from idp.clients.models import Client
from idp.core import clock
from idp.oidc import store
from idp.oidc.models import Grant
from idp.sessions.models import Deployment, Session
from tests.factories.oidc import Party, basic, body, claims_of, make_client, make_party

pytestmark = pytest.mark.django_db


def assert_refused(answer: HttpResponse, error: str = "invalid_grant", status: int = 400) -> None:
    assert (answer.status_code, body(answer)["error"]) == (status, error), answer.content
    assert answer.headers["Cache-Control"] == "no-store"


def refreshed(party: Party, refresh_token: str, **form: Any) -> dict[str, Any]:
    answer = party.refresh(refresh_token, **form)
    assert answer.status_code == 200, answer.content
    return body(answer)


@pytest.mark.spec("OpenID Connect Core", "12.2", "MUST")
@pytest.mark.parametrize("secret", ["", "s3cret"])
def test_a_refresh_gives_new_tokens_of_the_same_sign_in(secret: str) -> None:
    party = make_party(secret)
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in(scope="openid email", nonce="n" * 43)
        time.shift(20)
        second = refreshed(party, first["refresh_token"])
    assert set(second) == set(first)
    old, new = claims_of(first["id_token"]), claims_of(second["id_token"])
    assert {name: old[name] for name in ("iss", "sub", "aud", "auth_time", "acr", "amr", "sid")} == {
        name: new[name] for name in ("iss", "sub", "aud", "auth_time", "acr", "amr", "sid")
    }
    assert new["iat"] == old["iat"] + 20
    assert "nonce" not in new
    assert second["refresh_token"] != first["refresh_token"]
    assert claims_of(second["access_token"])["jti"] != claims_of(first["access_token"])["jti"]


@pytest.mark.spec("RFC 9700", "4.14.2", "MUST")
def test_an_old_refresh_token_kills_its_family_and_no_other() -> None:  # RT-01
    party = make_party()
    other = party.sign_in()
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()
        second = refreshed(party, first["refresh_token"])
        third = refreshed(party, second["refresh_token"])
        time.shift(11)
        assert_refused(party.refresh(first["refresh_token"]))
        assert_refused(party.refresh(third["refresh_token"]))
        for tokens in (first, second, third):
            assert party.userinfo(tokens["access_token"]).status_code == 401
        assert party.userinfo(other["access_token"]).status_code == 200
    events = Event.objects.filter(action="grant:refresh_token:reuse")
    assert events.count() == 1
    assert events.get().detail["generation"] == 1


def test_a_predecessor_after_the_window_is_reuse() -> None:  # RT-04
    party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()
        second = refreshed(party, first["refresh_token"])
        time.shift(11)
        assert_refused(party.refresh(first["refresh_token"]))
        assert_refused(party.refresh(second["refresh_token"]))


@pytest.mark.parametrize("seconds", [0, 10])
def test_a_lost_answer_is_given_again(seconds: int) -> None:  # RT-04
    party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()
        lost = refreshed(party, first["refresh_token"])
        time.shift(seconds)
        again = refreshed(party, first["refresh_token"])
        assert again["refresh_token"] == lost["refresh_token"]
        assert again["access_token"] != lost["access_token"]
        assert refreshed(party, again["refresh_token"])["refresh_token"] != again["refresh_token"]
    assert Grant.objects.get().generation == 3


def test_the_window_does_not_slide() -> None:
    party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()
        refreshed(party, first["refresh_token"])
        time.shift(6)
        refreshed(party, first["refresh_token"])
        time.shift(6)
        assert_refused(party.refresh(first["refresh_token"]))


def test_a_grandparent_is_reuse_even_inside_the_window() -> None:  # RT-05
    party = make_party()
    with time_machine.travel(clock.now(), tick=False):
        first = party.sign_in()
        second = refreshed(party, first["refresh_token"])
        third = refreshed(party, second["refresh_token"])
        assert_refused(party.refresh(first["refresh_token"]))
        assert_refused(party.refresh(third["refresh_token"]))


def test_a_replay_by_somebody_else_kills_nothing() -> None:  # RT-02, RT-08
    party = make_party("s3cret")
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()
        second = refreshed(party, first["refresh_token"])
        time.shift(60)
        thief = Party(client=make_client("other"), secret="other", user=party.user)
        assert_refused(thief.refresh(first["refresh_token"]))
        assert_refused(thief.refresh(second["refresh_token"]))
        public = Party(client=make_client(), user=party.user)
        assert_refused(public.refresh(first["refresh_token"]))
        wrong = party.post(
            "token", {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]},
            authorization=basic(party.client.client_id, "wrong"),
        )  # fmt: skip
        assert_refused(wrong, "invalid_client", 401)
        assert refreshed(party, second["refresh_token"])["access_token"]


def test_a_wrong_mac_is_only_refused() -> None:
    party = make_party()
    first = party.sign_in()
    second = refreshed(party, first["refresh_token"])
    head, _, mac = second["refresh_token"].rpartition(".")
    forged = [
        f"{head}.{mac[::-1]}",
        first["refresh_token"].replace(".1.", ".2."),
        head,
        second["refresh_token"][:-1],
        "rt_",
        "x",
    ]
    for token in forged:
        assert_refused(party.refresh(token))
    assert refreshed(party, second["refresh_token"])["access_token"]


@pytest.mark.spec("RFC 7009", "2.1", "MUST")
def test_a_revoked_token_has_no_window() -> None:  # RT-06
    party = make_party()
    first = party.sign_in()
    second = refreshed(party, first["refresh_token"])
    assert party.post("revoke", {"token": second["refresh_token"]}).status_code == 200
    assert_refused(party.refresh(first["refresh_token"]))
    assert_refused(party.refresh(second["refresh_token"]))


@pytest.mark.spec("RFC 6749", "6", "MUST")
def test_scopes_narrow_and_never_widen() -> None:  # RT-07
    party = make_party()
    token = party.sign_in(scope="openid email profile")["refresh_token"]
    assert_refused(party.refresh(token, scope="openid email profile phone"), "invalid_scope")
    narrow = refreshed(party, token, scope="openid email")
    assert narrow["scope"] == "openid email"
    full = refreshed(party, narrow["refresh_token"])
    assert full["scope"] == "openid email profile"
    assert refreshed(party, full["refresh_token"], scope="email profile")["scope"] == "email profile"


def test_a_scope_that_the_client_lost_is_not_granted() -> None:  # RT-07
    party = make_party()
    token = party.sign_in(scope="openid email")["refresh_token"]
    Client.objects.update(scope="openid", version=2)
    assert refreshed(party, token)["scope"] == "openid"


@pytest.mark.parametrize("kind", ["access_token", "id_token"])
def test_other_tokens_are_no_refresh_tokens(kind: str) -> None:  # RT-09
    party = make_party()
    assert_refused(party.refresh(party.sign_in()[kind]))
    assert_refused(party.refresh(party.code()))


def test_it_dies_when_it_is_not_used() -> None:  # RT-10
    party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        token = party.sign_in(scope="openid offline_access")["refresh_token"]
        time.shift(timedelta(days=13))
        token = refreshed(party, token)["refresh_token"]
        time.shift(timedelta(days=14))
        assert_refused(party.refresh(token))


@pytest.mark.parametrize(("secret", "days"), [("", 60), ("s3cret", 180)])
def test_rotation_never_extends_the_absolute_end(secret: str, days: int) -> None:  # RT-10
    party = make_party(secret)
    with time_machine.travel(clock.now(), tick=False) as time:
        token = party.sign_in(scope="openid offline_access")["refresh_token"]
        for _ in range(days // 10 - 1):
            time.shift(timedelta(days=10))
            token = refreshed(party, token)["refresh_token"]
        time.shift(timedelta(days=10) - timedelta(seconds=1))
        token = refreshed(party, token)["refresh_token"]
        time.shift(1)
        assert_refused(party.refresh(token))


def test_without_offline_access_it_dies_with_the_session() -> None:
    party = make_party()
    bound, offline = party.sign_in(), party.sign_in(scope="openid offline_access")
    Session.objects.update(ended_at=clock.now())
    assert_refused(party.refresh(bound["refresh_token"]))
    assert party.userinfo(bound["access_token"]).status_code == 401
    assert refreshed(party, offline["refresh_token"])["access_token"]


def test_a_token_of_the_session_ends_when_the_person_is_away_for_an_hour() -> None:
    party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        token = party.sign_in()["refresh_token"]
        time.shift(timedelta(minutes=50))
        token = refreshed(party, token)["refresh_token"]
        time.shift(timedelta(minutes=10))
        assert_refused(party.refresh(token))  # an app that refreshes by a timer is not the person


CHANGES: dict[str, Callable[[Party], object]] = {
    "the person's epoch is raised": lambda party: type(party.user).objects.update(epoch=1),
    "the person is disabled": lambda party: type(party.user).objects.update(is_active=False),
    "the person is deleted": lambda party: party.user.delete(),
    "the deployment is restored": lambda party: Deployment.objects.create(epoch=1),
    "the grant is revoked": lambda party: Grant.objects.update(revoked_at=clock.now()),
    "the client is disabled": lambda party: Client.objects.update(enabled=False, version=2),
    "the client loses the grant type": lambda party: Client.objects.update(grant_types=["authorization_code"], version=2),
    "the client is deleted": lambda party: Client.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_counts_at_once(change: str) -> None:  # RT-11
    party = make_party()
    tokens = party.sign_in(scope="openid offline_access")
    CHANGES[change](party)
    answer = party.refresh(tokens["refresh_token"])
    assert answer.status_code in {400, 401}
    assert "access_token" not in body(answer)
    assert Event.objects.filter(outcome="refused").count() == 1


@pytest.mark.spec("RFC 8707", "2.2", "MUST")
def test_another_resource_is_refused() -> None:  # RT-16
    party = make_party(resources=["https://rs.example", "https://other.example"])
    token = party.sign_in(resources=("https://rs.example",))["refresh_token"]
    assert_refused(party.refresh(token, resource="https://other.example"), "invalid_target")
    assert claims_of(refreshed(party, token, resource="https://rs.example")["access_token"])["aud"] == "https://rs.example"


def test_the_loser_of_a_race_gets_the_same_successor(monkeypatch: pytest.MonkeyPatch) -> None:  # RT-03
    party = make_party()
    token = party.sign_in()["refresh_token"]
    winner: dict[str, Any] = {}
    rotate = store.rotate

    def after_a_rival(row: store.GrantRow, moment: Any) -> bool:
        monkeypatch.setattr(store, "rotate", rotate)
        winner.update(refreshed(party, token))
        return rotate(row, moment)

    monkeypatch.setattr(store, "rotate", after_a_rival)
    loser = refreshed(party, token)
    assert loser["refresh_token"] == winner["refresh_token"]
    assert Grant.objects.get().generation == 2
