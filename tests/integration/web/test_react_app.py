"""/app/: the React app from the issuer itself - page, files, configuration, and what stands there without it."""

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as plain
from django.http import HttpResponse
from django.test import Client as Http

from idp.clients import account_console, registration
from idp.clients.models import Client
from tests.factories.oidc import make_client
from tests.factories.react_app import INDEX, SCRIPT, make_build, make_console
from tests.factories.web_forms import make_admin, make_signed_in, page_of

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT_PATH = "/app/assets/index-C0ffee12.js"


def get(path: str, **headers: str) -> HttpResponse:
    answer: Any = Http(headers={"host": plain.IDP.host} | headers).get(path)
    return answer


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def console(tmp_path: Path, settings: Any) -> Client:
    make_console(tmp_path, settings)
    return Client.objects.get(client_id=plain.IDP.app_client_id)


@pytest.mark.parametrize("path", ["/app/", "/app/security", "/app/callback?code=x&state=y", "/app/mfa-setup", "/app/nowhere"])
def test_every_route_of_the_app_is_its_page_and_nobody_keeps_it(console: Client, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer.content.decode() == INDEX
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_without_its_slash_the_address_is_mended(console: Client) -> None:
    answer = get("/app")
    assert (answer.status_code, answer["Location"]) == (301, "/app/")


@pytest.mark.parametrize(
    ("path", "mended"),
    [
        ("/app/security/", "/app/security"),
        ("/app/login/?return_to=%2Fapps%3Fa", "/app/login?return_to=%2Fapps%3Fa"),
        ("/app/assets/", "/app/assets"),  # no list of files either
    ],
)
def test_a_slash_too_many_is_taken_off(console: Client, path: str, mended: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer["Location"]) == (301, mended)
    assert get(mended).content.decode() == INDEX


def test_its_code_comes_from_its_build_and_from_nowhere_else(console: Client) -> None:
    answer = get("/app/security")
    csp = policy_of(answer)
    assets = [f"{plain.IDP.public_url}/app/assets/"]
    assert csp["script-src"] == csp["style-src"] == assets
    assert csp["connect-src"] == ["'self'"]
    assert csp["default-src"] == csp["form-action"] == csp["frame-ancestors"] == csp["base-uri"] == ["'none'"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def policy_of(answer: Any) -> dict[str, list[str]]:
    """Each directive of the content security policy, which come in any order, with its sources."""
    return {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";")}


def test_an_issuer_whose_name_is_an_ipv6_address_gets_the_app_too(console: Client, settings: Any) -> None:
    """CSP has no way to name such a host."""
    settings.IDP = plain.IDP.model_copy(update={"public_url": "http://[::1]:8000"})
    settings.ALLOWED_HOSTS = ["[::1]"]
    account_console.ensure()
    answer: Any = Http(headers={"host": "[::1]:8000"}).get("/app/")
    assert answer.status_code == 200
    assert policy_of(answer)["script-src"] == ["'self'"]


def test_files_are_kept_forever_and_sent_compressed(console: Client) -> None:
    answer = get(SCRIPT_PATH, accept_encoding="gzip")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer
    assert len(body(answer)) < len(SCRIPT)
    assert body(get(SCRIPT_PATH)).decode() == SCRIPT
    assert get(SCRIPT_PATH, if_none_match=answer["ETag"]).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/app/assets/none.js", "/app/assets/index-C0ffee12.js.map", "/app/assets/../index.html",
        "/app/assets/../../secret.txt", "/app/assets/%2e%2e/%2e%2e/secret.txt", "/app/assets/..%2f..%2fsecret.txt",
        "/app/assets//etc/passwd", "/app/..%2fsecret.txt", "/app/../secret.txt", "/app/%2e%2e/secret.txt",
        "/app/assets\\..\\..\\secret.txt", "/app/index.html", "/app/a/b", "/app/a/b/", "/app//x/", "/app/.git", "/app/a.php",
        "/app/assets/index-C0ffee12.js%00.css", "/app/config.json/x",
    ],
)  # fmt: skip
def test_nothing_else_is_there(console: Client, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404, path
    assert b"beside the build" not in body(answer) and INDEX.encode() not in body(answer)


def test_the_configuration_names_the_issuer_and_the_client(console: Client) -> None:
    answer = get("/app/config.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {"issuer": plain.IDP.public_url, "client_id": "gatehouse-app"}
    assert not answer.cookies


@pytest.mark.parametrize(("cookie", "language"), [("de", "de"), ("xx", None), ("", None)])
def test_the_configuration_names_the_language_that_was_chosen_on_our_pages(
    console: Client, cookie: str, language: str | None
) -> None:
    http = Http(headers={"host": plain.IDP.host, "accept-language": "fr"})  # what the browser prefers the app sees for itself
    http.cookies[plain.LANGUAGE_COOKIE_NAME] = cookie
    assert http.get("/app/config.json").json().get("language") == language


def test_only_reading_is_possible(console: Client) -> None:
    for path in ("/app", "/app/", "/app/security", "/app/config.json"):
        assert Http(headers={"host": plain.IDP.host}).delete(path).status_code == 405


def _switched_off(settings: Any) -> None:
    settings.IDP = plain.IDP.model_copy(update={"app_client_id": ""})


def _not_built(settings: Any) -> None:
    settings.APP_DIST = None


def _forgotten(settings: Any) -> None:
    Client.objects.all().delete()


def _disabled(settings: Any) -> None:
    registration.set_enabled(Client.objects.get(), False, actor="operator")


def _led_elsewhere(settings: Any) -> None:
    settings.IDP = plain.IDP.model_copy(update={"public_url": "https://id.example.org"})


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (_switched_off, account_console.OFF),
        (_not_built, account_console.NOT_BUILT),
        (_forgotten, account_console.NO_CLIENT),
        (_disabled, account_console.DISABLED),
        (_led_elsewhere, account_console.UNFIT),
    ],
)
def test_where_there_is_no_console_the_page_says_so_and_leads_on(
    console: Client, settings: Any, broken: Any, code: str
) -> None:
    broken(settings)
    http = Http(headers={"host": settings.IDP.host})
    for path in ("/app/", "/app/security"):
        answer: Any = http.get(path)
        assert answer.status_code == 404
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.h1 is not None and page.h1.get_text() == "The account app is not available here"
        assert page.find("a", href="/account", id="way-on") is not None
        assert code in page.get_text() and "idp doctor" in page.get_text()
    answer = http.get("/app/config.json")
    assert (answer.status_code, answer.json()) == (404, {"error": code})


def test_the_account_page_links_to_the_console_where_it_is(console: Client, settings: Any) -> None:
    browser, _bob = make_signed_in()
    assert page_of(browser, "/account").soup.find("a", id="open-console", href="/app/") is not None
    settings.APP_DIST = None
    assert page_of(browser, "/account").soup.find("a", id="open-console") is None


def test_administrators_see_that_its_client_is_built_in(console: Client) -> None:
    browser, _ada = make_admin()
    assert page_of(browser, "/manage/clients/gatehouse-app").soup.find(id="built-in") is not None
    make_client(client_id="another", redirect_uris=console.redirect_uris)
    assert page_of(browser, "/manage/clients/another").soup.find(id="built-in") is None


def test_a_build_that_goes_while_the_server_runs_is_no_server_error(console: Client, tmp_path: Path) -> None:
    (tmp_path / "dist" / "index.html").unlink()
    assert get("/app/").status_code == 404


def test_a_build_alone_is_no_console(tmp_path: Path, settings: Any) -> None:
    make_build(tmp_path, settings)
    assert get("/app/").status_code == 404
