"""IN-07: one parameter in query and body with different values, so that two readers see two. Source: ASVS 15.3.7."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client as Browser

from idp.clients.models import Client
from tests.factories.oidc import make_party, new_ip
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_admin
from tests.rp import Arrival, Page
from tests.rp import Browser as PersonsBrowser
from tests.security.grants import nothing_changes
from tests.security.standing import refused_at_token, tells_nothing

pytestmark = pytest.mark.django_db


def post(path: str, form: dict[str, str], browser: Any = None, **headers: str) -> Any:
    sent = {"host": settings.IDP.host, "x-forwarded-for": new_ip()} | headers
    return (browser or Browser()).post(path, urlencode(form), content_type="application/x-www-form-urlencoded", headers=sent)


@pytest.mark.parametrize("endpoint", ["token", "introspect", "revoke"])
@pytest.mark.parametrize("name", ["client_id", "client_secret", "grant_type", "refresh_token", "token", "scope", "anything"])
def test_machine_endpoints_refuse_any_query(endpoint: str, name: str) -> None:
    party = make_party("s3cret", token_endpoint_auth_method="client_secret_post")
    token = party.sign_in()["refresh_token"]
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "token": token,
        "client_id": party.client.client_id,
        "client_secret": "s3cret",
    }
    with nothing_changes():
        for value in (form.get(name, ""), "other", ""):
            refused_at_token(post(f"/oauth2/{endpoint}?{name}={value}", form), "invalid_request")
    assert party.refresh(token).status_code == 200


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "prompt", "state"])
def test_an_authorization_request_by_post_has_no_query(name: str) -> None:
    flow = make_rp().begin()
    answer = post(f"/oauth2/authorize?{name}=x", flow.parameters)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    tells_nothing(answer)


def test_a_page_reads_its_answer_from_the_body_alone() -> None:
    browser, ada = PersonsBrowser(), make_person(totp=True)
    page = make_rp().begin().open(browser)
    assert isinstance(page, Page)
    right = {"username": ada.email, "password": ada.password}
    answer = browser.post(f"{page.path}?{urlencode(right)}", page.fields() | {"username": ada.email, "password": "wrong"})
    assert isinstance(answer, Page) and (answer.status, answer.slug) == (422, "login")
    answer = browser.post(f"{page.path}?{urlencode({'csrf': page.fields()['csrf']})}", right)
    assert isinstance(answer, Page) and answer.slug == "login"
    consent = ada.walk(browser, browser.submit(page, **right), until="consent")
    assert isinstance(consent, Page)
    denied = browser.post(f"{consent.path}?decision=allow", consent.fields() | {"decision": "deny"})
    assert isinstance(denied, Arrival)
    assert denied.parameters["error"] == "access_denied"


def test_a_logout_by_post_reads_the_body_alone() -> None:
    party = make_party(post_logout_redirect_uris="https://rp.example/bye")
    hint = party.sign_in()["id_token"]
    query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": "https://rp.example/bye"})
    answer = post(f"/oauth2/logout?{query}", {"state": "x"})
    assert answer.status_code == 200
    assert "Location" not in answer.headers


def test_an_administrator_s_form_reads_its_fields_from_the_body_alone() -> None:
    browser, _ = make_admin()
    page = browser.get("/manage/clients/new?type=web")
    assert isinstance(page, Page)
    form = page.fields() | {"client_name": "Honest", "redirect_uris": "https://rp.example/cb"}
    evil = urlencode({"type": "web", "client_name": "Evil", "redirect_uris": "https://evil.example/cb", "trusted": "on"})
    answer = browser.post(f"/manage/clients/new?{evil}", form)
    assert isinstance(answer, Page) and answer.status == 200
    made = Client.objects.latest("pk")
    assert (made.name, made.redirect_uris, made.trusted) == ("Honest", "https://rp.example/cb", False)
