"""IN-01: bytes that are no text, and text that no keyboard types, in every field of every form. Source: DOT #1006; M10."""

from typing import Any
from urllib.parse import unquote_plus, urlencode

import pytest
from django.conf import settings
from django.test import Client as Browser

from idp.accounts.models import User
from idp.clients.models import Client
from idp.protocol.parameters import HINTS, KNOWN
from tests.factories.oidc import basic, make_party, new_ip
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_admin
from tests.rp import Browser as PersonsBrowser
from tests.rp import Page, Person
from tests.security.hostile_text import BROKEN, STRANGE
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db
ALL = BROKEN | STRANGE
TOKEN_FIELDS = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "scope",
    "client_id",
    "client_secret",
    "resource",
    "x",
]
AUTHORIZE_FIELDS = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "acr_values",
    "claims",
    "id_token_hint",
    "login_hint",
    "ui_locales",
    "display",
    "resource",
    "response_mode",
    "x",
]
FORM = "application/x-www-form-urlencoded"


def post(path: str, body: str, browser: Any = None, **headers: str) -> Any:
    sent = {"host": settings.IDP.host, "x-forwarded-for": new_ip()} | headers
    return (browser or Browser()).generic("POST", path, body.encode(), content_type=FORM, headers=sent)


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
@pytest.mark.parametrize("endpoint", ["token", "introspect", "revoke"])
def test_machine_forms(endpoint: str, text: str) -> None:
    party = make_party("s3cret")
    header = {"authorization": basic(party.client.client_id, "s3cret")}
    for grant_type in ("authorization_code", "refresh_token", "client_credentials"):
        for name in [*TOKEN_FIELDS, "token", "token_type_hint"]:
            answer = post(
                f"/oauth2/{endpoint}", f"grant_type={grant_type}&code=x&{'y' if name == 'code' else ''}{name}={text}", **header
            )
            assert answer.status_code in {400, 401} or (name == "token" and endpoint != "token" and text in STRANGE.values()), (
                name
            )
            assert answer.content in {b"", b'{"active":false}'} or "error" in answer.json()
            tells_nothing(answer)


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_authorization_requests(text: str) -> None:
    rp = make_rp()
    right = rp.begin().parameters
    for name in AUTHORIZE_FIELDS:
        query = urlencode({key: value for key, value in right.items() if key != name})
        answer = Browser().get(
            f"/oauth2/authorize?{query}&{name}={text}", headers={"host": settings.IDP.host, "x-forwarded-for": new_ip()}
        )
        assert answer.status_code in {303, 400}, (name, answer.status_code)
        assert answer.status_code == 400 or text in STRANGE.values() or name in HINTS or name not in KNOWN, name
        assert "X-Evil" not in answer.headers
        tells_nothing(answer)


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_pages_of_an_interaction(text: str) -> None:
    bob, browser = make_person(), PersonsBrowser()
    page = make_rp().begin().open(browser)
    for until in ("login", "mfa-email", "consent"):
        page = bob.walk(browser, page, until=until)
        assert isinstance(page, Page) and page.slug == until
        for name in {"login": ["username", "password"], "mfa-email": ["code"], "consent": ["decision"]}[until]:
            fields = page.fields() | {"username": "nobody@example.org", "password": "x", "code": "x"}
            kept = urlencode({key: value for key, value in fields.items() if key != name})
            answer = post(page.path, f"{kept}&{name}={text}", browser.http, origin=settings.IDP.public_url)
            assert answer.status_code in {400, 422, 303}, (name, answer.status_code)
            assert b"<script>" not in answer.content
            tells_nothing(answer)


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
@pytest.mark.parametrize("name", ["email", "name", "password"])
def test_registration_keeps_a_text_faithfully_or_refuses_it(name: str, text: str) -> None:
    browser, eve = PersonsBrowser(), Person("eve@example.org", "a rather long sentence", name="Eve")
    page = browser.get("/register")
    assert isinstance(page, Page)
    page = browser.get(page.path)
    assert isinstance(page, Page)
    fields = page.fields() | {"email": eve.email, "password": eve.password, "name": eve.name}
    kept = urlencode({key: value for key, value in fields.items() if key != name})
    answer = post(page.path, f"{kept}&{name}={text}", browser.http, origin=settings.IDP.public_url)
    assert answer.status_code in {400, 422, 303}
    stored = User.objects.first()
    assert (stored is not None) == (answer.status_code == 303)
    assert stored is None or text not in BROKEN.values()
    assert stored is None or name != "name" or stored.name == unquote_plus(text)


@pytest.mark.parametrize("name", ["client_name", "redirect_uris", "post_logout_redirect_uris", "draft", "scope"])
def test_a_client_s_form(name: str) -> None:
    browser, _ = make_admin()
    page = browser.get("/manage/clients/new?type=web")
    assert isinstance(page, Page)
    count = Client.objects.count()
    right = page.fields() | {"client_name": "App", "redirect_uris": "https://app.example/cb", "scope": "profile"}
    for text in ALL.values():
        kept = urlencode({key: value for key, value in right.items() if key not in {name, "draft"}})
        answer = post("/manage/clients/new?type=web", f"{kept}&{name}={text}", browser.http, origin=settings.IDP.public_url)
        assert answer.status_code in {303, 400, 422}, text
        assert b"<script>alert" not in answer.content
    made = Client.objects.order_by("pk")[count:]
    assert all(client.name.isprintable() and "\ufffd" not in client.name for client in made)
    assert all(client.redirect_uris == "https://app.example/cb" for client in made)
