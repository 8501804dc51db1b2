"""/manage/clients/new: the wizard by framework, and its code on the client's page."""

import pytest

from idp.clients.models import Client
from idp.web.manage.frameworks import FRAMEWORKS
from tests.factories.people import make_rp
from tests.factories.web_forms import NEW, client_of, make_admin, page_of, press, text_at
from tests.rp import Page

pytestmark = pytest.mark.django_db(transaction=True)


def code_of(page: Page) -> str:
    return "\n".join(block.get_text() for block in page.soup.find_all("pre", class_="code"))


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_framework_is_registered_as_it_needs_it(name: str) -> None:
    framework, (browser, _ada) = FRAMEWORKS[name], make_admin()
    form = page_of(browser, str(page_of(browser, NEW).soup.find(id=f"framework-{name}")["href"]))
    page = press(browser, form, "save", client_name="An app")
    client = client_of(page)
    assert client.redirect_uris == framework.redirect_uri
    assert client.token_endpoint_auth_method == (
        framework.auth_method or ("none" if framework.client_type == "browser" else "client_secret_basic")
    )
    secret = text_at(page, "client-secret")
    assert (secret in code_of(page)) is True
    assert bool(secret) is (framework.client_type != "browser")
    again = page_of(browser, page.path)
    assert not secret or secret not in again.response.content.decode()
    assert again.soup.find(id=f"for-{name}").get("aria-current") == "true"


@pytest.mark.parametrize(
    ("typed", "registered"),
    [
        ({}, ["http://127.0.0.1:5000/"]),
        ({"redirect_uris": "http://localhost:8340/callback"}, ["http://localhost:8340/"]),
        (
            {"redirect_uris": "http://localhost:8340/callback\nhttps://a.example/cb\nhttps://a.example/other"},
            ["http://localhost:8340/", "https://a.example/"],
        ),
        ({"post_logout_redirect_uris": ""}, []),
        (
            {"redirect_uris": "http://localhost:8340/cb", "post_logout_redirect_uris": "https://a.example/bye"},
            ["https://a.example/bye"],
        ),
    ],
)
def test_the_place_after_signing_out_follows_the_redirect_uris_until_it_is_changed(
    typed: dict[str, str], registered: list[str]
) -> None:
    browser, _ada = make_admin()
    form = page_of(browser, f"{NEW}?framework=flask")
    assert "Left as it is, it follows the redirect URIs." in form.text
    client = client_of(press(browser, form, "save", client_name="An app", **typed))
    assert client.post_logout_redirect_uris.split() == registered


def test_a_refused_form_keeps_the_framework_and_what_was_typed() -> None:
    browser, _ada = make_admin()
    page = press(browser, page_of(browser, f"{NEW}?framework=flask"), "save", client_name="", redirect_uris="ftp://x/")
    assert page.status == 422
    assert "Flask" in page.text
    assert text_at(page, "id_redirect_uris").strip() == "ftp://x/"


def test_the_code_of_another_framework_is_one_link_away() -> None:
    browser, _ada = make_admin()
    path = f"/manage/clients/{make_rp().client_id}"
    assert "express-openid-connect" in code_of(page_of(browser, f"{path}?framework=express"))
    assert "express" not in code_of(page_of(browser, f"{path}?framework=flask"))
    assert page_of(browser, f"{path}?framework=nonsense").status == 200


def test_an_untested_framework_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, _ada = make_admin()
    path = f"/manage/clients/{make_rp().client_id}?framework=flask"
    assert "Not tested" not in page_of(browser, path).text
    object.__setattr__(FRAMEWORKS["flask"], "is_tested", False)
    try:
        assert "Not tested" in page_of(browser, path).text
    finally:
        object.__setattr__(FRAMEWORKS["flask"], "is_tested", True)


def test_an_address_in_the_code_is_text() -> None:
    browser, _ada = make_admin()
    rp = make_rp()
    Client.objects.update(redirect_uris="https://rp.example/</pre><script>alert(1)</script>")
    page = page_of(browser, f"/manage/clients/{rp.client_id}?framework=flask")
    assert "<script>alert" not in page.response.content.decode()
    assert "<script>alert(1)</script>" in code_of(page)
