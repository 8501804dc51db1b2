"""LO-01, LO-02, LO-03: alice is signed out by whoever likes, or sent somewhere; RP-Initiated Logout 1.0 §2, §3."""

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Flow, Page, Person, RelyingParty
from tests.security.sign_ins import sign_in, signed_in
from tests.security.standing import dead, tells_nothing

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = "https://rp.example/after"
Alice = tuple[Person, Browser, RelyingParty, dict[str, Any]]


@pytest.fixture
def alice() -> Alice:
    person, rp = make_person(totp=True), make_rp(trusted=True, post_logout_redirect_uris=AFTER)
    browser = sign_in(person)
    return person, browser, rp, tokens_of(rp.begin(), browser)


def tokens_of(flow: Flow, browser: Browser) -> dict[str, Any]:
    arrival = flow.open(browser)
    assert isinstance(arrival, Arrival)
    return dict(flow.redeem(arrival.parameters["code"]).json())


def unsigned(token: str, **changes: Any) -> str:
    header, payload, signature = token.split(".")
    if "alg" in changes:
        members = json.loads(base64.urlsafe_b64decode(header + "==")) | {"alg": changes.pop("alg")}
        header, signature = base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode(), ""
    if changes:
        members = json.loads(base64.urlsafe_b64decode(payload + "==")) | changes
        payload = base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()
    return ".".join((header, payload, signature))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "named", [{"state": "x"}, {"client_id": "RP"}, {"client_id": "RP", "post_logout_redirect_uri": AFTER}, {"ui_locales": "de"}]
)
def test_without_a_hint_somebody_is_asked(method: str, origin: str | None, named: dict[str, str], alice: Alice) -> None:
    _, browser, rp, tokens = alice
    query = urlencode({name: value.replace("RP", rp.client_id) for name, value in named.items()})
    headers = {"origin": origin} if origin else {}
    form = "application/x-www-form-urlencoded"
    path = "/oauth2/logout" + (f"?{query}" if method == "GET" else "")
    answer = browser.http.generic(method, path, query if method == "POST" else "", content_type=form, headers=headers)
    assert answer.status_code == 200 and b'id="sign-out"' in answer.content
    assert Session.objects.get().ended_at is None and signed_in(browser)
    assert rp.userinfo(tokens["access_token"]).status_code == 200


@pytest.mark.parametrize(
    "hint",
    [
        "tampered",
        "alg none",
        "other issuer",
        "other subject",
        "garbage",
        "number",
        "list",
        "empty payload",
        "access token",
        "mallorys",
    ],
)
def test_a_bad_hint_never_signs_out(hint: str, alice: Alice) -> None:
    _, browser, rp, tokens = alice
    token = tokens["id_token"]
    forged = {
        "tampered": lambda: token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
        "alg none": lambda: unsigned(token, alg="none"),
        "other issuer": lambda: unsigned(token, iss="https://evil.example"),
        "other subject": lambda: unsigned(token, sub="x"),
        "garbage": lambda: "a.b.c",
        "number": lambda: token.split(".")[0] + ".NDI." + token.split(".")[2],
        "list": lambda: token.split(".")[0] + ".W10." + token.split(".")[2],
        "empty payload": lambda: token.split(".")[0] + ".." + token.split(".")[2],
        "access token": lambda: tokens["access_token"],
        "mallorys": lambda: tokens_of(rp.begin(), sign_in(make_person(totp=True)))["id_token"],
    }[hint]()
    answer = browser.http.get("/oauth2/logout", {"id_token_hint": forged, "post_logout_redirect_uri": AFTER})
    assert answer.status_code == 200 and b'id="sign-out"' in answer.content
    assert "Location" not in answer
    tells_nothing(answer)
    assert signed_in(browser)


@pytest.mark.parametrize(
    "client_id", ["OTHER", "unknown", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")], ids=ascii
)
def test_a_good_hint_for_another_client_asks(client_id: str, alice: Alice) -> None:
    _, browser, _, tokens = alice
    other = make_rp(post_logout_redirect_uris=AFTER)
    asked = {"id_token_hint": tokens["id_token"], "client_id": client_id.replace("OTHER", other.client_id)}
    answer = browser.http.get("/oauth2/logout", asked | {"post_logout_redirect_uri": AFTER})
    assert answer.status_code == 200 and b'id="sign-out"' in answer.content and b'id="fault"' in answer.content
    assert "Location" not in answer and AFTER not in answer.content.decode()
    tells_nothing(answer)
    assert signed_in(browser)


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/", AFTER + "/", AFTER + "?x=1", AFTER.upper(), "javascript:alert(1)",
        "https://rp.example/callback", "//rp.example/after", AFTER + "\r\nX: y",
    ],
)  # fmt: skip
def test_a_good_hint_with_a_wrong_address_signs_out_and_leads_nowhere(uri: str, alice: Alice) -> None:
    _, browser, _, tokens = alice
    answer = browser.http.get("/oauth2/logout", {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": uri})
    assert answer.status_code == 200 and b"You are signed out" in answer.content and b"is not registered" in answer.content
    assert "Location" not in answer and uri not in answer.content.decode()
    tells_nothing(answer)
    assert not signed_in(browser)
    event = Event.objects.filter(action=Action.AUTHORIZATION_DECIDE, outcome="refused").get()
    assert event.reference in answer.content.decode()


def test_an_address_without_a_client_has_words_of_its_own(alice: Alice) -> None:
    _, browser, _, _ = alice
    answer = browser.http.get("/oauth2/logout", {"post_logout_redirect_uri": AFTER})
    assert answer.status_code == 200 and b'id="sign-out"' in answer.content
    assert b"did not say which app it is" in answer.content and AFTER.encode() not in answer.content
    assert signed_in(browser)


@pytest.mark.parametrize("characters", [0, 10_000])
def test_an_id_token_of_ours_is_known_whatever_its_age_and_size(characters: int, alice: Alice) -> None:
    person, browser, rp, _ = alice
    User.objects.filter(email=person.email).update(claims={"website": "https://example.org/" + "x" * characters})
    wanted = json.dumps({"id_token": {"website": None}})
    hint = tokens_of(rp.begin(claims=wanted, scope="openid profile"), browser)["id_token"]
    assert len(hint) > characters
    with time_machine.travel(clock.now() + timedelta(minutes=30)):
        answer = browser.http.get("/oauth2/logout", {"id_token_hint": hint, "post_logout_redirect_uri": AFTER})
        assert (answer.status_code, answer.get("Location")) == (303, AFTER)
        assert not signed_in(browser)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("named", [{"x": "y"}, {"state": "x"}, {"id_token_hint": "HINT", "post_logout_redirect_uri": AFTER}])
def test_a_request_that_ends_no_session_changes_nothing(method: str, named: dict[str, str], alice: Alice) -> None:
    """A foreign page repeats it while somebody signs in here."""
    person, _, rp, tokens = alice
    asked = urlencode({name: value.replace("HINT", tokens["id_token"]) for name, value in named.items()})
    browser, flow = Browser(), rp.begin()
    page = person.walk(browser, flow.open(browser), until="mfa-totp")
    cookies = {name: morsel.value for name, morsel in browser.http.cookies.items()}
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    if method == "get":
        answer = browser.http.get(f"/oauth2/logout?{asked}", headers=foreign)
    else:
        form = "application/x-www-form-urlencoded"
        answer = browser.http.post("/oauth2/logout", asked, content_type=form, headers=foreign)
    assert answer.status_code == (303 if "id_token_hint" in named else 200) and "Clear-Site-Data" not in answer
    assert {name: morsel.value for name, morsel in browser.http.cookies.items() if name in cookies} == cookies
    with time_machine.travel(clock.now() + timedelta(seconds=60)):  # the code of the first sign-in is spent
        arrival = person.walk(browser, page)
    assert isinstance(arrival, Arrival) and "code" in arrival.parameters


@pytest.mark.spec("OpenID Connect RP-Initiated Logout 1.0", "3", "MUST")
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_owners_hint_signs_out_and_returns_with_the_state(method: str, alice: Alice) -> None:
    _, browser, rp, tokens = alice
    offline = tokens_of(rp.begin(scope="openid offline_access"), browser)
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": AFTER, "state": "s&x=1\r\n"}
    form = {"content_type": "application/x-www-form-urlencoded"} if method == "post" else {}
    answer = getattr(browser.http, method)("/oauth2/logout", urlencode(asked) if form else asked, **form)
    assert (answer.status_code, answer["Location"]) == (303, AFTER + "?state=s%26x%3D1%0D%0A")
    assert answer["Clear-Site-Data"] == '"cache"' and answer["Cache-Control"] == "no-store"
    assert not signed_in(browser)
    dead(rp, tokens)
    assert rp.refresh(offline["refresh_token"]).status_code == 200  # outlives the session: that is what was granted


def test_the_return_address_of_the_question_is_checked_again(alice: Alice) -> None:
    _, browser, rp, _ = alice
    for address in ("https://evil.example/", "javascript:alert(1)", AFTER + ".evil.example"):
        page = browser.get(f"/oauth2/logout?client_id={rp.client_id}")
        assert isinstance(page, Page)
        fresh = sign_in(make_person(totp=True))
        mine = fresh.get(f"/oauth2/logout?client_id={rp.client_id}")
        assert isinstance(mine, Page)
        place = fresh.submit(mine, return_to=address)
        assert isinstance(place, Page) and "You are signed out" in place.text
        assert address not in place.response.content.decode()
    assert signed_in(browser)
