"""CS-02, CS-15: another site posts to every door in alice's browser, as a form or as text. OWASP ASVS 3.5.1, 3.5.2."""

import json
from urllib.parse import urlencode

import pytest

from idp.clients.models import Client
from idp.interaction.models import Interaction
from idp.mfa.models import Authenticator, RecoveryCode
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.security.sign_ins import another_way, half_session, page_of, sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
ORIGINS = ["https://evil.example", "null", "http://localhost:8000.evil.example", "https://localhost:8000"]
FORM = "application/x-www-form-urlencoded"


def posted(browser: Browser, path: str, fields: dict[str, str], origin: str, content_type: str = FORM) -> int:
    body = json.dumps(fields) if content_type != FORM else urlencode(fields)
    return browser.http.post(path, body, content_type=content_type, headers={"origin": origin}).status_code


@pytest.mark.parametrize(("origin", "content_type"), [*((origin, FORM) for origin in ORIGINS), (ORIGINS[0], "text/plain")])
def test_no_page_of_an_interaction_takes_it(origin: str, content_type: str) -> None:
    """Even with the right answer and the right token, which the other site cannot know."""
    bob, browser, rp = make_person(), Browser(), make_rp()
    login = page_of(browser, rp.begin())
    right = {"username": bob.email, "password": bob.password} | login.fields()
    assert posted(browser, login.path, right, origin, content_type) == 403
    assert Interaction.objects.get().proofs == {}
    mfa = browser.submit(login, **bob.answers(login))
    assert isinstance(mfa, Page) and mfa.slug == "mfa-email"
    code = bob.mailed_code()
    for fields in ({"code": code}, {"resend": "1"}):
        assert posted(browser, mfa.path, mfa.fields() | fields, origin, content_type) == 403
    consent = browser.submit(mfa, code=code)
    assert isinstance(consent, Page) and consent.slug == "consent"
    for decision in ("allow", "deny"):
        assert posted(browser, consent.path, consent.fields() | {"decision": decision}, origin, content_type) == 403
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("origin", "content_type"), [*((origin, FORM) for origin in ORIGINS), ("", FORM), ("null", "text/plain")]
)
def test_no_page_of_a_signed_in_person_takes_it(origin: str, content_type: str) -> None:
    adm, rp = make_person(totp=True, is_admin=True), make_rp()
    browser = sign_in(adm)
    codes, handle = set(RecoveryCode.objects.values_list("code_mac")), Authenticator.objects.get().handle
    client = f"/manage/clients/{rp.client_id}"
    new = {"client_name": "Evil", "redirect_uris": "https://evil.example/cb"}
    for path, fields in [
        ("/account/mfa", {"remove": handle}),
        ("/account/mfa", {"renew": "1"}),
        (client, {"action": "disable"}),
        (client, {"action": "rotate"}),
        (f"{client}/edit", new | {"version": "1"}),
        ("/manage/clients/new?type=web", new),
        ("/oauth2/logout", {"confirm": "yes"}),
    ]:
        status = posted(browser, path, fields, origin, content_type)
        assert status == 403 or (path == "/oauth2/logout" and content_type != FORM and status == 415), (path, status)
    assert signed_in(browser) and Session.objects.get().ended_at is None
    assert set(RecoveryCode.objects.values_list("code_mac")) == codes
    assert Authenticator.objects.filter(handle=handle).exists()
    assert not Client.objects.filter(name="Evil").exists() and Client.objects.get(client_id=rp.client_id).enabled


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_the_session_cookie_is_no_credential_of_the_api(method: str) -> None:
    browser = sign_in(make_person(totp=True))
    path = f"/api/v1/me/authenticators/{Authenticator.objects.get().handle}" if method == "DELETE" else "/api/v1/me"
    answer = browser.http.generic(method, path, headers={"origin": "http://localhost:8000"})
    assert answer.status_code in (401, 405)
    assert Authenticator.objects.count() == 1


def test_mallorys_interaction_token_does_not_fit_another_browser() -> None:
    """CS-04: login CSRF: the attacker's own interaction, token and password, submitted in the victim's browser."""
    mallory, attacker, victim = make_person(), Browser(), Browser()
    page = page_of(attacker)
    page_of(victim)
    place = victim.submit(page, username=mallory.email, password=mallory.password)
    assert isinstance(place, Page) and place.status == 400 and "no longer valid" in place.text
    own = page_of(victim)
    stolen = victim.post(
        own.path, own.fields() | {"csrf": page.fields()["csrf"], "username": mallory.email, "password": mallory.password}
    )
    assert isinstance(stolen, Page) and stolen.slug == "login" and stolen.status == 200
    assert not any(interaction.proofs for interaction in Interaction.objects.all())


def test_a_page_of_before_the_sign_in_or_of_another_person_posts_nothing() -> None:
    """CS-05: a token of mallory's session with alice's cookie; a token of an earlier session."""
    alice, mallory = make_person(totp=True), make_person(totp=True)
    browser, other = sign_in(alice), sign_in(mallory)
    old = browser.get("/account")
    theirs = other.get("/account")
    assert isinstance(old, Page) and isinstance(theirs, Page)
    assert posted(browser, "/oauth2/logout", theirs.fields(), "http://localhost:8000") == 403
    browser.submit(old)
    assert not signed_in(browser)
    browser.submit(another_way(browser, half_session(browser, alice), "recovery"), code=alice.recovery_codes[0])
    assert posted(browser, "/oauth2/logout", old.fields(), "http://localhost:8000") == 403
    assert signed_in(browser)
