"""/manage/clients: registering each type, refusals that name the URI, the secret shown once, changing, turning off."""

import json
from urllib.parse import quote

import pytest
from bs4.element import Tag

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.clients import registry
from idp.clients.models import Client, ClientSecret, Consent, Resource
from idp.core import clock, secrets
from idp.protocol import rfc8252_registered_uri
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import (
    NEW,
    client_of,
    filled,
    form_of,
    make_admin,
    page_of,
    press,
    register,
    send,
    text_at,
    title_of,
)  # fmt: skip
from tests.rp import Arrival, Page, RelyingParty

pytestmark = pytest.mark.django_db(transaction=True)
CALLBACK = "https://app.example.org/callback"


def errors_at(page: Page, name: str) -> str:
    """The message at a field, which must name it for programs that read the page aloud."""
    field = page.soup.find(id=f"id_{name}")
    assert isinstance(field, Tag)
    assert field["aria-invalid"] == "true"
    assert f"id_{name}_error" in str(field["aria-describedby"]).split()
    return text_at(page, f"id_{name}_error")


def settings_of(page: Page) -> dict[str, str]:
    """The environment block as a mapping."""
    lines = [line.partition("=") for line in text_at(page, "environment").splitlines()]
    return {name: value for name, _equals, value in lines}


def test_the_types_are_offered_in_words() -> None:
    browser, _ada = make_admin()
    page = page_of(browser, NEW)
    assert [page.soup.find(id=f"type-{name}") is not None for name in ("browser", "web", "native", "machine")] == [True] * 4
    assert "What are you connecting?" in page.text


@pytest.mark.parametrize(
    ("kind", "auth_method", "grant_types", "application_type", "origins"),
    [
        ("browser", "none", ["authorization_code", "refresh_token"], "web", "https://app.example.org"),
        ("web", "client_secret_basic", ["authorization_code", "refresh_token"], "web", ""),
        ("native", "none", ["authorization_code", "refresh_token"], "native", ""),
        ("machine", "client_secret_basic", ["client_credentials"], "web", ""),
    ],
)
def test_each_type_is_registered_with_its_preset(
    kind: str, auth_method: str, grant_types: list[str], application_type: str, origins: str
) -> None:
    browser, ada = make_admin()
    page = register(browser, kind)
    client = client_of(page)
    assert page.path == f"/manage/clients/{client.client_id}"
    assert "The client is registered." in page.text
    assert (client.token_endpoint_auth_method, client.grant_types) == (auth_method, grant_types)
    assert (client.application_type, client.allowed_origins) == (application_type, origins)
    assert (client.require_pkce, client.verified, client.trusted, client.enabled) == (True, True, False, True)
    assert client.redirect_uris == ("" if kind == "machine" else CALLBACK)
    assert client.scope == ("" if kind == "machine" else "openid profile email")
    assert client.secrets.count() == (0 if auth_method == "none" else 1)
    event = Event.objects.get(action=Action.CLIENT_REGISTER, client_id=client.client_id)
    assert event.actor == User.objects.get(email=ada.email).sub
    listed = page_of(browser, "/manage/clients")
    assert listed.soup.find("a", href=page.path) is not None


def test_what_the_page_says_is_enough_to_sign_in_with() -> None:
    browser, ada = make_admin()
    given = settings_of(register(browser, "web"))
    assert given["OIDC_ISSUER"] == "http://localhost:8000"
    assert given["OIDC_DISCOVERY_URL"] == "http://localhost:8000/.well-known/openid-configuration"
    app = RelyingParty(
        given["OIDC_CLIENT_ID"], given["OIDC_CLIENT_SECRET"], given["OIDC_REDIRECT_URI"], given["OIDC_SCOPE"].strip('"')
    )
    flow = app.begin()
    page = flow.open(browser)
    assert isinstance(page, Page) and page.slug == "consent"
    arrival = browser.submit(page, decision="allow")
    assert isinstance(arrival, Arrival)
    tokens = json.loads(flow.redeem(arrival.parameters["code"]).content)
    assert json.loads(app.userinfo(tokens["access_token"]).content)["email"] == ada.email


def test_a_machine_gets_a_token_for_the_service_that_was_ticked() -> None:
    Resource.objects.create(identifier="https://api.example.org", scopes=["read", "write"])
    browser, _ada = make_admin()
    page = register(browser, "machine", resources=["https://api.example.org"])
    client = client_of(page)
    assert (client.resources, client.scope) == (["https://api.example.org"], "read write")
    app = RelyingParty(client.client_id, text_at(page, "client-secret"))
    answer = app.token({"grant_type": "client_credentials", "resource": "https://api.example.org", "scope": "read"})
    assert answer.status_code == 200, answer.content


def test_the_secret_is_shown_once() -> None:
    browser, _ada = make_admin()
    page = register(browser, "web")
    secret = text_at(page, "client-secret")
    assert secret.startswith("gs_")
    assert page.response["Cache-Control"] == "no-store"
    assert ClientSecret.objects.get().secret_hash == secrets.digest(secret)
    reloaded = page_of(browser, page.path)
    assert text_at(reloaded, "client-secret") == ""
    assert secret not in reloaded.response.content.decode()
    assert "The client is registered." not in reloaded.text
    assert settings_of(reloaded)["OIDC_CLIENT_SECRET"].strip() == "# shown once, when it was made"


def test_the_secret_is_in_no_record() -> None:
    browser, _ada = make_admin()
    secret = text_at(register(browser, "web"), "client-secret")
    assert secret
    assert not [event for event in Event.objects.all() if secret in str(event.detail)]


def test_a_form_sent_twice_registers_one_client() -> None:
    browser, _ada = make_admin()
    page = page_of(browser, f"{NEW}?type=web")
    pairs = filled(page, "save", client_name="App", redirect_uris=CALLBACK)
    answers = [send(browser, page.path, pairs) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert (Client.objects.count(), ClientSecret.objects.count()) == (1, 1)
    assert text_at(page_of(browser, answers[1]["Location"]), "client-secret").startswith("gs_")


REFUSED = [
    "http://app.example.org/callback", "https://app.example.org/callback#done", "https://*.example.org/callback",
    "https://user@app.example.org/callback", "https://app.example.org/../callback", "https://app.example.org\\@evil.example/",
    "https://app.example.org/callback https://b.example/", "https://app.example.org:0/callback", "javascript:alert(1)",
    "data:text/html,hello", "//app.example.org/callback", "/callback", "com.example.app:/callback",
    "https://äpp.example.org/callback",
]  # fmt: skip


def test_a_refused_uri_is_named_with_the_reason_and_nothing_is_lost() -> None:
    browser, _ada = make_admin()
    for uri in REFUSED:
        typed = f"{CALLBACK}\n{uri}"
        page = register(browser, "web", client_name="My app", redirect_uris=typed, scope=["phone"], app_required="yes")
        assert page.status == 422, uri
        assert title_of(page).startswith("Error:")
        why = rfc8252_registered_uri.fault(uri)
        assert why
        assert errors_at(page, "redirect_uris") == f"{uri}: {why}"
        assert uri in text_at(page, "summary")
        kept = filled(page, "save")
        assert [value for name, value in kept if name in {"client_name", "scope", "app_required"}] == ["My app", "phone", "yes"]
        assert [value.splitlines() for name, value in kept if name == "redirect_uris"] == [[CALLBACK, uri]]
    assert not Client.objects.exists()


def test_a_corrected_form_registers() -> None:
    browser, _ada = make_admin()
    refused = register(browser, "web", redirect_uris="http://app.example.org/callback")
    page = press(browser, refused, "save", redirect_uris=CALLBACK)
    assert client_of(page).redirect_uris == CALLBACK


def test_a_native_app_may_have_its_own_scheme_and_loopback() -> None:
    browser, _ada = make_admin()
    page = register(browser, "native", redirect_uris="com.example.app:/callback\r\nhttp://127.0.0.1/callback\r\n")
    assert client_of(page).redirect_uris == "com.example.app:/callback http://127.0.0.1/callback"


def test_a_name_that_people_cannot_read_is_refused() -> None:
    browser, _ada = make_admin()
    for name in ["", "   ", "a\u202eb", "a\u200bb", "x" * 101, "a\x00b"]:
        page = register(browser, "web", client_name=name)
        assert page.status == 422, name
        assert errors_at(page, "client_name")
    assert not Client.objects.exists()


def test_a_name_is_text_wherever_it_is_shown() -> None:
    browser, _ada = make_admin()
    page = register(browser, "web", client_name="<script>alert(1)</script>")
    others = ("/manage/clients", f"{page.path}/edit", f"{page.path}/secrets")
    for shown in (page, *(page_of(browser, path) for path in others)):
        assert shown.status == 200
        assert "<script>alert" not in shown.response.content.decode()
        assert "<script>alert(1)</script>" in shown.text


def test_members_that_the_form_does_not_have_change_nothing() -> None:
    browser, _ada = make_admin()
    extra: dict[str, str | list[str] | None] = {"trusted": "true", "client_secret": "x" * 40, "grant_types": "password"}
    client = client_of(register(browser, "web", **extra))
    assert (client.trusted, client.require_pkce, client.grant_types) == (False, True, ["authorization_code", "refresh_token"])
    assert ClientSecret.objects.get().secret_hash != secrets.digest("x" * 40)


def test_a_client_without_a_secret_gets_none() -> None:
    browser, _ada = make_admin()
    page = register(browser, "browser")
    assert "OIDC_CLIENT_SECRET" not in settings_of(page)
    assert page.soup.find(id="secrets") is None
    assert page_of(browser, f"{page.path}/secrets").path == page.path
    pairs = [("csrfmiddlewaretoken", dict(filled(page_of(browser, f"{page.path}/edit"), "save"))["csrfmiddlewaretoken"])]
    assert send(browser, f"{page.path}/secrets", [*pairs, ("others", "keep")]).status_code == 303
    assert not ClientSecret.objects.exists()


def test_turned_off_and_on_again() -> None:
    browser, _ada = make_admin()
    page = register(browser, "machine")
    app = RelyingParty(client_of(page).client_id, text_at(page, "client-secret"))
    off = press(browser, page_of(browser, f"{page.path}?ask=disable"), "confirm")
    assert text_at(off, "is-off") == "Off"
    assert "turned off" in text_at(off, "done") and text_at(page_of(browser, off.path), "done") == "", "said once"
    assert app.token({"grant_type": "client_credentials"}).status_code == 401
    on = press(browser, off, "enable")
    assert text_at(on, "is-off") == "" and "turned on" in text_at(on, "done")
    saved = press(browser, page_of(browser, f"{page.path}/edit"), "save")
    assert "saved" in text_at(saved, "done")
    assert app.token({"grant_type": "client_credentials"}).status_code == 200


def test_deleting_names_what_ends_and_wants_the_name_typed() -> None:
    browser, ada = make_admin()
    app = make_rp(scope="openid profile email offline_access", name="Payroll")
    flow = app.begin(scope="openid offline_access", prompt="consent")
    page = flow.open(browser)
    assert isinstance(page, Page)
    arrival = browser.submit(page, decision="allow")
    assert isinstance(arrival, Arrival)
    tokens = json.loads(flow.redeem(arrival.parameters["code"]).content)
    question = page_of(browser, f"/manage/clients/{app.client_id}?ask=delete")
    ending = " ".join(text_at(question, "ending").split())
    for told in ("1 person who is signed in to it loses access. 1 of them", "What 1 person allowed", "1 secret is destroyed"):
        assert told in ending
    refused = press(browser, question, "confirm", client_name="payroll")
    assert refused.status == 422 and title_of(refused).startswith("Error:")
    assert errors_at(refused, "client_name") and Client.objects.exists()
    done = press(browser, refused, "confirm", client_name="Payroll")
    assert done.path == "/manage/clients"
    assert not Client.objects.exists()
    assert app.userinfo(tokens["access_token"]).status_code == 401
    event = Event.objects.get(action=Action.CLIENT_DELETE)
    assert (event.client_id, event.actor) == (app.client_id, User.objects.get(email=ada.email).sub)


def test_turning_off_names_what_ends() -> None:
    browser, _ada = make_admin()
    question = page_of(browser, f"/manage/clients/{make_rp().client_id}?ask=disable")
    assert "0 people who are signed in" in " ".join(text_at(question, "ending").split())


def test_settings_change_and_what_the_form_does_not_show_stays() -> None:
    browser, _ada = make_admin()
    rp = make_rp(scope="openid email account:read", default_acr_values=["mfa"], minimum_acr="2fa-email", trusted=True)
    page = page_of(browser, f"/manage/clients/{rp.client_id}/edit")
    done = press(browser, page, "save", client_name="Renamed", scope=["profile", "email"])
    client = Client.objects.get(client_id=rp.client_id)
    assert done.path == f"/manage/clients/{rp.client_id}"
    assert (client.name, client.scope) == ("Renamed", "openid profile email account:read")
    assert (client.default_acr_values, client.minimum_acr, client.trusted) == (["mfa"], "2fa-email", True)
    assert client.redirect_uris == rp.redirect_uri
    known = registry.get(rp.client_id)
    assert known is not None and known.name == "Renamed"


def test_the_app_may_be_demanded_and_no_longer() -> None:
    browser, _ada = make_admin()
    page = register(browser, "web", app_required="yes")
    assert client_of(page).minimum_acr == "mfa"
    press(browser, page_of(browser, f"{page.path}/edit"), "save", app_required=None)
    assert client_of(page).minimum_acr == ""


def test_another_redirect_host_drops_what_people_allowed() -> None:
    browser, _ada = make_admin()
    rp, bob = make_rp(), make_person()
    client, user = Client.objects.get(client_id=rp.client_id), User.objects.get(email=bob.email)
    Consent.objects.create(user=user, client=client, redirect_host="rp.example", scopes=["openid"], granted_at=clock.now())
    page = page_of(browser, f"/manage/clients/{rp.client_id}/edit")
    press(browser, page, "save", redirect_uris="https://other.example/callback")
    assert not Consent.objects.exists()


def test_a_change_over_another_administrators_change_is_refused() -> None:
    browser, _ada = make_admin()
    rp = make_rp()
    first = page_of(browser, f"/manage/clients/{rp.client_id}/edit")
    press(browser, first, "save", client_name="One")
    second = press(browser, first, "save", client_name="Two")
    assert second.status == 409
    assert "Somebody changed this client in the meantime." in second.text
    assert Client.objects.get().name == "One"


def test_a_refused_change_keeps_the_client() -> None:
    browser, _ada = make_admin()
    rp = make_rp()
    page = press(browser, page_of(browser, f"/manage/clients/{rp.client_id}/edit"), "save", redirect_uris="ftp://x/")
    assert page.status == 422
    assert "ftp://x/" in errors_at(page, "redirect_uris")
    assert Client.objects.get().redirect_uris == rp.redirect_uri
    page = press(browser, page, "save", redirect_uris="localhost:8340/callback")
    assert "has no scheme; write http://localhost:8340/callback" in errors_at(page, "redirect_uris")


def test_the_list_finds_by_name_and_client_id() -> None:
    browser, _ada = make_admin()
    make_rp(name="Payroll", client_id="first"), make_rp(name="Wiki", client_id="second")
    for wanted, found in {"payr": ["Payroll"], "second": ["Wiki"], "": ["Payroll", "Wiki"], "nothing": []}.items():
        table = page_of(browser, f"/manage/clients?q={wanted}").soup.find(id="clients")
        names = [link.get_text() for link in table.find_all("a")] if isinstance(table, Tag) else []
        assert names == found


def test_a_redirect_uri_from_an_error_is_compared() -> None:
    browser, _ada = make_admin()
    path = f"/manage/clients/{make_rp().client_id}?redirect_uri="
    for received, answer in {
        "https://rp.example/callback": "Yes. It is accepted: https://rp.example/callback is registered.",
        "https://rp.example/callback/": "at character 28",
        "https://rp.example/Callback": "at character 20",
        "http://rp.example/callback": "at character 5",
        quote("http://localhost:8000/oauth2/authorize?redirect_uri=https%3A%2F%2Frp.example%2F", safe=""): (
            "It ends before character 20."
        ),
        quote("https://rp.example/callback?error=access_denied&state=s&iss=i", safe=""): (
            "https://rp.example/callback is registered.\nLeft out, as the answer adds it: error state iss"
        ),
        quote("https://rp.example/?code=c&state=s", safe=""): "It ends before character 20.",
        "https://rp.example/<b>": "Character 20 is < (less-than sign).",
    }.items():
        assert answer in text_at(page_of(browser, path + received), "finding")


def test_an_unknown_client_is_404() -> None:
    browser, _ada = make_admin()
    for path in ["/manage/clients/nothing", "/manage/clients/nothing/edit"]:
        page = page_of(browser, path)
        assert (page.status, "This page does not exist" in page.text) == (404, True)


def test_every_form_stands_whole_without_a_script() -> None:
    browser, _ada = make_admin()
    rp = make_rp()
    own = f"/manage/clients/{rp.client_id}"
    buttons = {f"{NEW}?type=web": "save", f"{own}/edit": "save", f"{own}/secrets": "make"}
    for path, button in buttons.items():
        page = page_of(browser, path)
        assert str(form_of(page, button)["method"]) == "post"
        assert "style=" not in page.response.content.decode()
        assert not [script for script in page.soup.find_all("script") if not script.get("src")]
