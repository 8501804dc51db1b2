"""The code for each framework: filled in without breaking its language, honest about what is tested."""

import ast
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from idp.clients.models import Client
from idp.web.manage.frameworks import FRAMEWORKS, Framework, environment, place_of, snippets, suited
from tests.architecture.source import ROOT

HOSTILE = "http://127.0.0.1:5000/callback?next='</pre><script>alert(1)</script>"


def client_of(framework: Framework, **columns: Any) -> Client:
    method = framework.auth_method or ("none" if framework.client_type == "browser" else "client_secret_basic")
    settings = {"redirect_uris": framework.redirect_uri, "scope": "openid profile email"} | columns
    return Client(
        client_id="abc", name="An app", token_endpoint_auth_method=method, grant_types=["authorization_code"], **settings
    )


@pytest.mark.parametrize("framework", FRAMEWORKS.values(), ids=list(FRAMEWORKS))
def test_everything_is_filled_in_and_the_secret_only_when_it_is_known(framework: Framework) -> None:
    client = client_of(framework)
    with_secret = "\n".join(snippet.text for snippet in snippets(framework, client, "gs_secret"))
    assert json.dumps("abc") in with_secret
    assert "http://localhost:8000" in with_secret
    assert "{{" not in with_secret and "{%" not in with_secret
    assert ("gs_secret" in with_secret) is (framework.client_type != "browser")
    without = "\n".join(snippet.text for snippet in snippets(framework, client, None))
    assert ("the client secret" in without) is (framework.client_type != "browser")


@pytest.mark.parametrize("framework", FRAMEWORKS.values(), ids=list(FRAMEWORKS))
def test_it_is_short(framework: Framework) -> None:
    """A page to read at once: each at most 40 lines, where one file also cancels, greets and signs out at most 50."""
    for snippet in snippets(framework, client_of(framework), None):
        lines = [line for line in snippet.text.splitlines() if line]
        assert len(lines) <= (50 if framework.name in {"react", "flask"} else 40), snippet.title


@pytest.mark.parametrize("name", ["flask", "django"])
def test_a_value_cannot_leave_its_place_in_the_code(name: str) -> None:
    framework, client_id = FRAMEWORKS[name], '"; raise SystemExit #'
    client = client_of(framework, redirect_uris=HOSTILE)
    client.client_id = client_id
    for snippet in snippets(framework, client, None):
        assert type(snippet.text) is str  # without a mark that would keep the page from escaping it
        if "urls" not in snippet.name and snippet.name:
            texts = {repr(node.value) for node in _nodes(snippet.text) if isinstance(node, ast.Constant)}
            assert repr(client_id) in texts, snippet.text


def _nodes(code: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return []


def test_the_frameworks_of_a_client_are_those_of_its_type_its_own_first() -> None:
    assert [framework.name for framework in suited(client_of(FRAMEWORKS["react"]))] == ["react"]
    proxied = client_of(FRAMEWORKS["express"], redirect_uris="https://a.example/oauth2/callback")
    assert suited(proxied)[0].name == "oauth2-proxy"
    assert suited(Client(grant_types=["client_credentials"])) == []


@pytest.mark.parametrize("framework", FRAMEWORKS.values(), ids=list(FRAMEWORKS))
@pytest.mark.parametrize("origin", ["http://localhost:8340", "http://127.0.0.1:8340", "http://[::1]:8340"])
def test_it_listens_and_is_opened_at_the_host_of_its_redirect_uri(framework: Framework, origin: str) -> None:
    """Opened at 127.0.0.1 and called back at localhost, an app has lost the state that its cookie kept."""
    client = client_of(framework, redirect_uris=f"{origin}/oauth2/callback")
    place = place_of(framework, client)
    assert (place.url, place.listen) == (f"{origin}/", origin.removeprefix("http://"))
    told = "\n".join(snippet.text for snippet in snippets(framework, client, "gs_secret"))
    others = {"localhost", "127.0.0.1"} - {place.host}
    assert not any(f"{other}:8340" in told or f'"{other}"' in told or f"--host {other}" in told for other in others)


@pytest.mark.parametrize(
    ("name", "run", "note"),
    [
        ("react", "npx vite build", "Let the web server of https://app.example serve the folder dist"),
        ("flask", "flask run --host 127.0.0.1 --port 5000", "It listens at 127.0.0.1:5000"),
        ("django", "python manage.py runserver 127.0.0.1:8002", "It listens at 127.0.0.1:8002"),
        ("apache", "apachectl -k graceful", ""),
    ],
)
def test_at_an_address_in_production_it_says_what_leads_there(name: str, run: str, note: str) -> None:
    client = client_of(FRAMEWORKS[name], redirect_uris="https://app.example/callback")
    place = place_of(FRAMEWORKS[name], client)
    assert place.url == "https://app.example/" and place.note.startswith(note) and bool(place.note) is bool(note)
    assert snippets(FRAMEWORKS[name], client, None)[-1].text.splitlines()[-1] == run


@pytest.mark.parametrize("framework", FRAMEWORKS.values(), ids=list(FRAMEWORKS))
def test_signing_out_asks_to_come_back_only_to_where_the_app_is_and_that_is_registered(framework: Framework) -> None:
    def code(after_logout: str = "") -> str:
        client = client_of(framework, redirect_uris="https://app.example/cb", post_logout_redirect_uris=after_logout)
        return "\n".join(snippet.text for snippet in snippets(framework, client, None))

    assert "https://app.example/bye" in unquote(unquote(code("http://127.0.0.1:5000/ https://app.example/bye")))
    assert "127.0.0.1:5000/" not in unquote(unquote(code("http://127.0.0.1:5000/ https://app.example/bye")))
    for elsewhere in ("", "http://127.0.0.1:5000/", "https://app.example.org/"):
        assert not re.search("(?i)post_?logout_?redirect", code(elsewhere))
    hostile = code('https://app.example/"onfocus=')
    assert '/"onfocus' not in hostile


def test_in_production_the_app_listens_where_it_always_does() -> None:
    framework = FRAMEWORKS["oauth2-proxy"]
    code = next(
        one.text for one in snippets(framework, client_of(framework, redirect_uris="https://app.example/x"), None) if one.name
    )
    assert 'http_address = "127.0.0.1:4180"' in code
    assert "cookie_secure" not in code  # it is the default


def test_the_environment_says_where_the_secret_went() -> None:
    lines = environment(client_of(FRAMEWORKS["flask"]), None).splitlines()
    assert "OIDC_CLIENT_SECRET=  # shown once, when it was made" in lines


def test_what_is_called_tested_is_run_by_a_test() -> None:
    tests = {
        node.name.removeprefix("test_")
        for path in Path(ROOT / "tests" / "quickstarts").glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    for framework in FRAMEWORKS.values():
        assert framework.is_tested is (framework.name.replace("-", "_") in tests), framework.name
