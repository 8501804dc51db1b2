"""XI-08, XI-01: template syntax and markup in what an administrator types about a client stays text on every page of it."""

import pytest

from idp.clients.models import Client
from tests.factories.people import make_rp
from tests.factories.web_forms import make_admin, page_of, press

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = "{{ 7|add:7 }}{% debug %}${7*7}<img src=x onerror=alert(1)>"
FRAMEWORKS = ("react", "django", "flask", "express", "oauth2-proxy", "apache")


def test_they_are_shown_as_typed() -> None:
    browser, _ada = make_admin()
    rp = make_rp(name=HOSTILE)
    own = f"/manage/clients/{rp.client_id}"
    press(browser, page_of(browser, f"{own}/secrets"), "make", others="keep", label=HOSTILE)
    ways = ["", "/edit", "/secrets", "/claims", "/try", "?ask=delete", "?ask=disable"]
    for way in ways:
        page = page_of(browser, own + way)
        assert page.status == 200
        assert HOSTILE in page.text or HOSTILE in str(page.soup.find_all("input")), way
        assert "<img" not in page.response.content.decode(), way


@pytest.mark.parametrize("method", ["none", "client_secret_basic"])
def test_addresses_in_the_code_are_not_read_as_a_template(method: str) -> None:
    browser, _ada = make_admin()
    rp = make_rp(token_endpoint_auth_method=method)
    Client.objects.update(redirect_uris="https://rp.example/{{client_secret}}{%debug%}")
    for framework in FRAMEWORKS:
        page = page_of(browser, f"/manage/clients/{rp.client_id}?framework={framework}")
        assert "https://rp.example/{{client_secret}}{%debug%}" in page.text


def test_what_the_tester_is_given_stays_text() -> None:
    browser, _ada = make_admin()
    page = page_of(browser, f"/manage/clients/{make_rp().client_id}?redirect_uri=https://rp.example/%3Cscript%3E%7B%7B7%7D%7D")
    assert page.status == 200
    assert page.soup.find(id="id_redirect_uri")["value"] == "https://rp.example/<script>{{7}}"
    assert "<script>{{7}}" not in page.response.content.decode()
