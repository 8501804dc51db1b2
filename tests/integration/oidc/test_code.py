"""Redeeming a code: PKCE, single use, and what kills it. Attack cases AC-01 to AC-09, PK-01 to PK-10, RU-15."""

import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from idp.audit.models import Event
from idp.clients.models import Client
from idp.core import clock
from idp.oidc.models import Grant
from idp.protocol.errors import OAuthError
from idp.sessions.models import Deployment, Session
from tests.factories.oidc import REDIRECT_URI, VERIFIER, Party, body, claims_of, make_client, make_party, make_session

pytestmark = pytest.mark.django_db


def assert_refused(answer: Any, error: str = "invalid_grant", status: int = 400) -> None:
    assert (answer.status_code, body(answer)["error"]) == (status, error), answer.content
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


def assert_alive(party: Party, tokens: dict[str, Any]) -> None:
    assert party.userinfo(tokens["access_token"]).status_code == 200
    assert party.refresh(tokens["refresh_token"]).status_code == 200


def assert_dead(party: Party, tokens: dict[str, Any]) -> None:
    assert party.userinfo(tokens["access_token"]).status_code == 401
    assert_refused(party.refresh(tokens["refresh_token"]))


@pytest.mark.spec("RFC 6749", "5.1", "MUST")
@pytest.mark.parametrize("secret", ["", "s3cret"])
def test_a_code_becomes_tokens(secret: str) -> None:
    party = make_party(secret)
    answer = party.redeem(party.code(scope="openid profile"))
    assert answer.status_code == 200
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"], answer.headers["Pragma"]) == (
        "application/json", "no-store", "no-cache",
    )  # fmt: skip
    tokens = body(answer)
    assert set(tokens) == {"access_token", "token_type", "expires_in", "scope", "refresh_token", "id_token"}
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 300, "openid profile")
    claims = claims_of(tokens["id_token"])
    assert (claims["sub"], claims["nonce"], claims["acr"]) == (party.user.sub, "n-0S6_WzA2Mj", "mfa")
    assert party.session is not None
    assert (claims["sid"], claims["auth_time"]) == (party.session.sid, clock.to_unix(party.session.authenticated_at))
    event = Event.objects.get(action="grant:code:redeem")
    assert (event.outcome, event.subject, event.client_id) == ("success", party.user.sub, party.client.client_id)


def test_without_openid_there_is_no_id_token_and_without_the_grant_type_no_refresh_token() -> None:
    party = make_party(grant_types=["authorization_code"])
    assert set(party.sign_in(scope="profile")) == {"access_token", "token_type", "expires_in", "scope"}


def test_an_absent_nonce_stays_absent() -> None:
    assert "nonce" not in claims_of(make_party().sign_in(nonce=None)["id_token"])


def test_a_nonce_at_the_token_endpoint_changes_nothing() -> None:
    party = make_party()
    answer = party.redeem(
        party.code(nonce=None), nonce="injected", response_type="code", user="1", claims="{}", scopes="openid"
    )
    assert "nonce" not in claims_of(body(answer)["id_token"])


@pytest.mark.spec("OpenID Connect Core", "2", "MUST")
def test_auth_time_is_the_sessions_own() -> None:
    party = make_party()
    earlier = clock.now() - timedelta(minutes=40)
    first = make_session(party.user, authenticated_at=earlier)
    second = party.sign_in()
    party.session = first
    assert claims_of(party.sign_in()["id_token"])["auth_time"] == clock.to_unix(earlier)
    assert claims_of(second["id_token"])["auth_time"] > clock.to_unix(earlier)


@pytest.mark.spec("RFC 6749", "4.1.2", "MUST")
def test_a_late_second_redemption_kills_the_grant() -> None:  # AC-01
    party = make_party()
    code = party.code()
    with time_machine.travel(clock.now(), tick=False) as time:
        tokens = body(party.redeem(code))
        time.shift(3)
        assert_refused(party.redeem(code))
        assert_dead(party, tokens)
    event = Event.objects.get(action="grant:code:reuse")
    assert event.outcome == "refused"
    assert not Event.objects.filter(action="token:request:refuse", detail__why="the code was redeemed before").exists()


def test_a_doubled_redemption_only_fails() -> None:  # AC-01
    party = make_party()
    code = party.code()
    with time_machine.travel(clock.now(), tick=False) as time:
        tokens = body(party.redeem(code))
        time.shift(2)
        assert_refused(party.redeem(code))
        assert_alive(party, tokens)


@pytest.mark.parametrize("seconds", [59, 60])
def test_a_code_lives_sixty_seconds(seconds: int) -> None:  # AC-03
    party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        code = party.code()
        time.shift(seconds)
        answer = party.redeem(code)
        assert answer.status_code == (200 if seconds < 60 else 400)


@pytest.mark.spec("RFC 6749", "4.1.3", "MUST")
def test_a_code_is_bound_to_its_client() -> None:  # AC-04
    party = make_party()
    code = party.code()
    for other in (make_client(), make_client("s3cret")):
        thief = Party(client=other, secret="s3cret", user=party.user)
        assert_refused(thief.redeem(code))
    assert party.redeem(code).status_code == 200


def test_a_replay_without_the_proof_is_no_revocation_weapon() -> None:  # AC-05
    party = make_party()
    code = party.code()
    with time_machine.travel(clock.now(), tick=False) as time:
        tokens = body(party.redeem(code))
        time.shift(60)
        assert_refused(party.redeem(code, code_verifier="w" * 43))
        assert_refused(party.redeem(code, redirect_uri="https://rp.example/other"))
        assert_refused(Party(client=make_client(), user=party.user).redeem(code))
        assert party.redeem(code, code_verifier=None).status_code == 400
        assert_alive(party, tokens)


@pytest.mark.parametrize("name", ["code", "code_verifier", "client_secret", "anything"])
def test_nothing_is_taken_from_the_query(name: str) -> None:  # AC-06
    party = make_party()
    answer = party.browser.post(f"/oauth2/token?{name}=x", {"grant_type": "authorization_code", "code": party.code()})
    assert_refused(answer, "invalid_request")


@pytest.mark.spec("RFC 6749", "3.2", "MUST")
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_only_post(method: str) -> None:  # AC-07
    answer = make_party().browser.generic(method, "/oauth2/token")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST, OPTIONS"


def _sign_out_everywhere(party: Party) -> None:
    party.user.epoch += 1
    party.user.save()


CHANGES: dict[str, Callable[[Party], object]] = {
    "the person signs out everywhere": _sign_out_everywhere,
    "the session ends": lambda party: Session.objects.update(ended_at=clock.now()),
    "the person is disabled": lambda party: type(party.user).objects.update(is_active=False),
    "the deployment is restored": lambda party: Deployment.objects.create(epoch=1),
    "the grant is revoked": lambda party: Grant.objects.update(revoked_at=clock.now()),
    "the client is disabled": lambda party: _change(enabled=False),
    "the redirect URI is removed": lambda party: _change(redirect_uris="https://rp.example/other"),
    "the scope is removed": lambda party: _change(scope="email"),
    "the client is deleted": lambda party: Client.objects.all().delete(),
}


def _change(**values: Any) -> None:
    """As another process would: this one's parsed copy is out of date."""
    client = Client.objects.get()
    Client.objects.update(version=client.version + 1, **values)


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_between_code_and_redemption_counts(change: str) -> None:  # AC-08
    party = make_party()
    code = party.code()
    CHANGES[change](party)
    answer = party.redeem(code)
    assert answer.status_code in {400, 401}
    assert "access_token" not in body(answer)
    assert Event.objects.filter(outcome="refused").count() == 1


def test_a_changed_client_is_loaded_again_and_served() -> None:
    party = make_party()
    code = party.code(scope="openid profile")
    _change(scope="openid")
    assert body(party.redeem(code))["scope"] == "openid"


def test_codes_are_random() -> None:  # AC-09
    party = make_party()
    codes = [party.code() for _ in range(200)]
    assert len(set(codes)) == 200
    assert all(len(code) == 43 for code in codes)
    text = "".join(codes).encode()
    assert len(zlib.compress(text, 9)) > len(text) * 0.74  # 6 bits a character and no pattern


def test_a_database_dump_holds_no_code_and_no_token() -> None:  # RT-14
    party = make_party()
    code = party.code()
    tokens = body(party.redeem(code))
    with connection.cursor() as cursor:
        dump = ""
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            dump += str(cursor.fetchall())
    for secret in (code, tokens["access_token"], tokens["refresh_token"], tokens["id_token"]):
        assert secret not in dump
        assert secret[-20:] not in dump


# PKCE


@pytest.mark.spec("RFC 9700", "2.1.1", "MUST")
@pytest.mark.parametrize(
    "parameters",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge_method": "s256"},
        {"code_challenge_method": "S512"},
        {"code_challenge_method": "S256 "},
        *({"code_challenge": challenge} for challenge in ("a" * 42, "a" * 44, "a" * 129, "a" * 42 + "=", "a" * 42 + " ")),
    ],
)
def test_a_code_needs_an_s256_challenge(parameters: dict[str, Any]) -> None:  # PK-01 to PK-04, PK-09
    with pytest.raises(OAuthError) as caught:
        make_party().code(**parameters)
    assert (caught.value.error, caught.value.redirectable) == ("invalid_request", True)


@pytest.mark.spec("RFC 7636", "4.6", "MUST")
@pytest.mark.parametrize("verifier", [None, "v" * 42, "v" * 129, "v" * 42 + "é", "w" * 43, "v" * 44])
def test_the_verifier_must_fit(verifier: str | None) -> None:  # PK-05, PK-07
    party = make_party()
    answer = party.redeem(party.code(), code_verifier=verifier)
    assert answer.status_code == 400
    assert body(answer)["error"] in {"invalid_grant", "invalid_request"}


@pytest.mark.parametrize(("tries", "status"), [(4, 200), (5, 400)])
def test_the_fifth_wrong_verifier_kills_the_code(tries: int, status: int) -> None:  # PK-06
    party = make_party()
    code = party.code()
    for _ in range(tries):
        assert_refused(party.redeem(code, code_verifier="w" * 43))
    assert party.redeem(code).status_code == status


@pytest.mark.spec("RFC 9700", "4.8.2", "MUST")
def test_a_verifier_for_a_code_without_challenge_is_refused() -> None:  # PK-08
    party = make_party("s3cret", require_pkce=False)
    without = {"code_challenge": None, "code_challenge_method": None}
    assert_refused(party.redeem(party.code(**without)))
    assert party.redeem(party.code(**without), code_verifier=None).status_code == 200


def test_a_public_client_needs_pkce_whatever_is_registered() -> None:
    with pytest.raises(OAuthError):
        make_party(require_pkce=False).code(code_challenge=None, code_challenge_method=None)


def test_challenges_do_not_mix() -> None:  # PK-10
    party = make_party()
    codes = party.code(), party.code(code_challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    assert party.redeem(codes[0]).status_code == 200
    assert_refused(party.redeem(codes[1], code_verifier=VERIFIER))


# the request


@pytest.mark.spec("RFC 6749", "4.1.3", "MUST")
@pytest.mark.parametrize("uri", ["https://rp.example/second", None, REDIRECT_URI + "?x=1"])
def test_the_redirect_uri_is_that_of_the_request(uri: str | None) -> None:  # RU-15
    party = make_party(redirect_uris=f"{REDIRECT_URI} https://rp.example/second")
    answer = party.redeem(party.code(), redirect_uri=uri)
    assert answer.status_code == 400
    assert "access_token" not in body(answer)


@pytest.mark.parametrize("form", [{"code": None}, {"code": ""}, {"grant_type": None}, {"code": "x" * 3000}])
def test_a_malformed_request_is_refused(form: dict[str, Any]) -> None:
    party = make_party()
    good = {"grant_type": "authorization_code", "code": party.code(), "redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER}
    assert_refused(party.post("token", good | form), "invalid_request")


@pytest.mark.parametrize("grant_type", ["password", "implicit", "openid", "urn:ietf:params:oauth:grant-type:device_code", "x"])
def test_other_grant_types_do_not_exist(grant_type: str) -> None:
    party = make_party()
    assert_refused(
        party.post("token", {"grant_type": grant_type, "username": "a", "password": "b", "code": "c"}), "unsupported_grant_type"
    )


def test_a_grant_type_must_be_registered() -> None:
    party = make_party(grant_types=["authorization_code"])
    assert_refused(party.refresh("rt_x"), "unauthorized_client")


@pytest.mark.spec("RFC 8707", "2.2", "MUST")
def test_resources_are_narrowed_never_widened() -> None:
    party = make_party(resources=["https://rs.example", "https://other.example"])
    both = ("https://rs.example", "https://other.example")
    narrowed = body(party.redeem(party.code(resources=both), resource=["https://rs.example"]))
    assert claims_of(narrowed["access_token"])["aud"] == "https://rs.example"
    assert_refused(party.redeem(party.code(resources=both), resource="https://evil.example"), "invalid_target")
    assert_refused(party.redeem(party.code(), resource="https://rs.example"), "invalid_target")


def test_api_scopes_count_only_at_the_api() -> None:
    party = make_party()
    scope = "openid account:read"
    assert body(party.redeem(party.code(scope=scope)))["scope"] == "openid"
    tokens = body(party.redeem(party.code(scope=scope, resources=("http://localhost:8000/api",))))
    assert (tokens["scope"], claims_of(tokens["access_token"])["aud"]) == (scope, "http://localhost:8000/api")
    assert party.userinfo(tokens["access_token"]).status_code == 200


def test_a_code_needs_a_session_that_proves_enough() -> None:
    party = make_party(minimum_acr="mfa")
    party.session = make_session(party.user, acr="2fa-email")
    with pytest.raises(OAuthError) as caught:
        party.code()
    assert caught.value.error == "interaction_required"
    assert not Grant.objects.exists()


def test_a_code_of_somebody_elses_session_is_not_issued() -> None:
    party = make_party()
    party.session = make_session(make_party().user)
    with pytest.raises(OAuthError):
        party.code()


@pytest.mark.parametrize("foreign", [RuntimeError("boom"), KeyError("x")])
def test_a_foreign_exception_is_a_500_and_nothing_is_spent(monkeypatch: pytest.MonkeyPatch, foreign: Exception) -> None:
    party = make_party()
    code = party.code()
    party.browser.raise_request_exception = False

    def fail(*_: object, **__: object) -> str:
        raise foreign

    with monkeypatch.context() as patch:
        patch.setattr("idp.oidc.tokens.access_token", fail)
        answer = party.redeem(code)
    assert answer.status_code == 500
    assert body(answer) == {"error": "server_error"}
    assert party.redeem(code).status_code == 200  # the code was rolled back with the rest
