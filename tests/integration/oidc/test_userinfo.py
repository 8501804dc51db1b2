"""The UserInfo endpoint: what is told, to whom. Attack cases IR-08 to IR-11, TS-07, TS-13, TS-14."""

from datetime import timedelta
from itertools import chain, combinations
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from idp.audit.models import Event
from idp.core import clock
from idp.oidc.models import Grant
from idp.protocol.oidc_claims import CLAIMS_BY_SCOPE
from idp.sessions.models import Session
from tests.factories.oidc import access_token, body, change_client, claims_of, make_party, make_user

pytestmark = pytest.mark.django_db
ADDRESS = {"formatted": "1 Main Street", "country": "CH"}
CLAIMS = {
    "given_name": "Ada",
    "family_name": "Lovelace",
    "middle_name": "King",
    "nickname": "ada",
    "profile": "https://ada.example",
    "picture": "https://ada.example/p.png",
    "website": "https://ada.example",
    "gender": "female",
    "birthdate": "1815-12-10",
    "zoneinfo": "Europe/London",
    "locale": "en-GB",
    "phone_number": "+41 44 000 00 00",
    "phone_number_verified": True,
    "address": ADDRESS,
}
SCOPES = tuple(CLAIMS_BY_SCOPE)
SUBSETS = list(chain.from_iterable(combinations(SCOPES, count) for count in range(len(SCOPES) + 1)))


def assert_refused(answer: HttpResponse, status: int, error: str) -> None:
    assert (answer.status_code, body(answer)["error"]) == (status, error), answer.content
    assert f'error="{error}"' in answer.headers["WWW-Authenticate"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.spec("OpenID Connect Core", "5.4", "MUST")
@pytest.mark.parametrize("scopes", SUBSETS)
def test_claims_follow_the_scopes(scopes: tuple[str, ...]) -> None:  # IR-11
    party = make_party(
        user=make_user(
            preferred_username="ada",
            claims=CLAIMS
            | {"preferred_username": "root", "email": "other@example.org", "secret": "x", "sub": "y", "email_verified": False},
        )
    )
    tokens = party.sign_in(scope=" ".join(["openid", *scopes]))
    answer = party.userinfo(tokens["access_token"])
    assert answer.headers["Content-Type"] == "application/json"
    told = body(answer)
    assert set(told) == {"sub"} | {claim for scope in scopes for claim in CLAIMS_BY_SCOPE[scope]}
    assert told["sub"] == party.user.sub == claims_of(tokens["id_token"])["sub"]  # IR-10
    if "email" in scopes:
        assert (told["email"], told["email_verified"]) == (party.user.email, True)
    if "profile" in scopes:
        assert told["preferred_username"] == "ada"
        assert type(told["updated_at"]) is int
    if "address" in scopes:
        assert told["address"] == ADDRESS


def test_an_unverified_address_is_said_to_be_unverified() -> None:
    party = make_party(user=make_user(email_verified_at=None, name=""))
    told = body(party.userinfo(party.sign_in(scope="openid email profile")["access_token"]))
    assert told["email_verified"] is False
    assert "name" not in told
    assert None not in told.values()


@pytest.mark.spec("OpenID Connect Core", "5.5", "SHOULD")
def test_the_claims_parameter_is_honoured_where_it_asked() -> None:
    party = make_party(user=make_user(claims=CLAIMS))
    asked = {"userinfo": {"name": {"essential": True}}, "id_token": {"nickname": None, "acr": {"essential": True}}}
    tokens = party.sign_in(claims=asked)
    told, id_token = body(party.userinfo(tokens["access_token"])), claims_of(tokens["id_token"])
    assert set(told) == {"sub", "name"}
    assert id_token["nickname"] == "ada"
    assert "name" not in id_token
    assert "nickname" in claims_of(body(party.refresh(tokens["refresh_token"]))["id_token"])


def test_the_claims_parameter_reaches_no_further_than_the_registration() -> None:
    party = make_party(scope="openid", user=make_user(claims=CLAIMS))
    tokens = party.sign_in(claims={"userinfo": {"name": None}, "id_token": {"email": None}})
    assert set(body(party.userinfo(tokens["access_token"]))) == {"sub"}
    assert "email" not in claims_of(tokens["id_token"])


@pytest.mark.spec("OpenID Connect Core", "5.3.1", "MUST")
def test_get_and_post_with_the_header() -> None:
    party = make_party()
    token = party.sign_in()["access_token"]
    assert party.userinfo(token, "POST").status_code == party.userinfo(token, "GET").status_code == 200
    assert party.userinfo(token, authorization=f"bearer {token}").status_code == 200
    assert party.userinfo(token, "PUT").status_code == 405


def test_the_header_and_nothing_else() -> None:  # IR-08, TS-14
    party = make_party()
    token = party.sign_in()["access_token"]
    assert_refused(party.browser.get(f"/oauth2/userinfo?access_token={token}"), 400, "invalid_request")
    assert_refused(party.raw("userinfo", f"access_token={token}"), 400, "invalid_request")
    assert_refused(party.raw("userinfo", f"access_token={token}", authorization=f"Bearer {token}"), 400, "invalid_request")
    for header in (f"BearerX {token}", "Bearer", "Bearer ", "Bearer a b", f"Bearer {token}, Bearer {token}", f"Basic {token}"):
        assert party.userinfo("", authorization=header).status_code in {400, 401}


@pytest.mark.spec("RFC 6750", "3.1", "SHOULD")
def test_without_credentials_the_challenge_names_no_error() -> None:
    answer = make_party().browser.get("/oauth2/userinfo")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")
    assert "error" not in answer.headers["WWW-Authenticate"]


def test_a_token_without_openid_is_refused() -> None:  # IR-09
    party = make_party()
    assert_refused(party.userinfo(party.sign_in(scope="profile")["access_token"]), 403, "insufficient_scope")


def test_a_clients_own_token_is_refused() -> None:  # IR-09
    party = make_party("s3cret", grant_types=["client_credentials"], scope="openid read")
    token = body(party.post("token", {"grant_type": "client_credentials"}))["access_token"]
    assert_refused(party.userinfo(token), 401, "invalid_token")


def test_a_token_for_a_resource_server_is_refused() -> None:  # TS-07
    party = make_party(resources=["https://rs.example"])
    assert_refused(party.userinfo(party.sign_in(resources=("https://rs.example",))["access_token"]), 401, "invalid_token")


@pytest.mark.parametrize("change", ["grant", "session", "user", "client", "epoch", "scope"])
def test_what_changes_counts_at_once(change: str) -> None:  # TS-13
    party = make_party()
    token = party.sign_in()["access_token"]
    assert party.userinfo(token).status_code == 200
    if change == "grant":
        Grant.objects.update(revoked_at=clock.now())
    elif change == "session":
        Session.objects.update(ended_at=clock.now())
    elif change == "user":
        type(party.user).objects.update(is_active=False)
    elif change == "client":
        change_client(party.client, enabled=False)
    elif change == "epoch":
        type(party.user).objects.update(epoch=9)
    else:
        change_client(party.client, scope="profile")
    assert party.userinfo(token).status_code == (403 if change == "scope" else 401)
    assert Event.objects.filter(action="token:access:refuse").count() == 1


def test_a_session_whose_person_is_away_ends_whatever_tokens_do() -> None:
    party = make_party()
    with time_machine.travel(clock.now(), tick=False) as time:
        token = party.sign_in()["refresh_token"]
        for _ in range(2):
            time.shift(timedelta(minutes=25))
            answer = body(party.refresh(token))
            token = answer["refresh_token"]
            time.shift(timedelta(minutes=4))
            assert party.userinfo(answer["access_token"]).status_code == 200
        time.shift(timedelta(minutes=2))
        assert party.userinfo(access_token(Grant.objects.get())).status_code == 401
        assert party.refresh(token).status_code == 400


def test_refusals_carry_no_detail() -> None:
    party = make_party()
    token = party.sign_in()["access_token"]
    Grant.objects.update(revoked_at=clock.now())
    told: Any = party.userinfo(token)
    assert "revoked" not in told.content.decode() + str(told.headers)
