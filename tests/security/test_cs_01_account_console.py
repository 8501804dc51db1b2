"""CS-01, HD-02, HD-05, XI-02: the app on the issuer's own origin is framed by nobody and opens no other page. RFC 9700."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as plain
from django.test import Client as Http

from tests.factories.react_app import make_console
from tests.factories.web_forms import make_signed_in

pytestmark = pytest.mark.django_db(transaction=True)
OURS = ["'self'"]


def get(path: str) -> Any:
    return Http(headers={"host": plain.IDP.host}).get(path)


def policy(answer: Any) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("path", ["/app/", "/app/security", "/app/callback", "/app/a/b", "/app/security/"])
@pytest.mark.parametrize("is_there", [True, False])
def test_nobody_frames_it_with_or_without_the_app(path: str, is_there: bool, tmp_path: Path, settings: Any) -> None:
    make_console(tmp_path, settings)
    if not is_there:
        settings.APP_DIST = None
    answer = get(path)
    assert answer["X-Frame-Options"] == "DENY"
    assert policy(answer)["frame-ancestors"] == ["'none'"]
    assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_the_app_may_do_no_other_page_may(tmp_path: Path, settings: Any) -> None:
    """Nor the other way round: after it, in the same process, every page has its own policy again."""
    make_console(tmp_path, settings)
    browser, _bob = make_signed_in()
    before = policy(browser.http.get("/account"))
    app = policy(browser.http.get("/app/"))
    assert policy(browser.http.get("/account")) == before
    assert before["script-src"] == before["style-src"] == before["form-action"] == OURS
    assert app["form-action"] == ["'none'"]
    assert "/app/assets/" not in str(before)
    assert policy(get("/app/a/b"))["script-src"] == OURS  # an error page of ours
    for directive in before.keys() - {"script-src", "style-src", "form-action"}:
        assert app[directive] == before[directive], directive


def test_the_app_s_policy_lets_no_other_answer_of_the_issuer_be_code(tmp_path: Path, settings: Any) -> None:
    make_console(tmp_path, settings)
    allowed = policy(get("/app/"))["script-src"]
    assert allowed == [f"{plain.IDP.public_url}/app/assets/"]  # not 'self': /api/, /account, /static/ are no code of the app


def test_in_the_app_no_text_becomes_code(tmp_path: Path, settings: Any) -> None:
    make_console(tmp_path, settings)
    allowed = policy(get("/app/"))
    assert allowed["require-trusted-types-for"] == ["'script'"]
    assert allowed["trusted-types"] == ["'none'"]


def test_the_configuration_is_data_and_tells_no_more_than_two_names(tmp_path: Path, settings: Any) -> None:
    make_console(tmp_path, settings)
    settings.IDP = plain.IDP.model_copy(update={"app_client_id": "gatehouse-app"})
    answer = get("/app/config.json?client_id=evil&issuer=https://evil.example&callback=alert")
    assert answer.json().keys() == {"issuer", "client_id"}
    assert b"evil" not in answer.content and b"<" not in answer.content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer


def test_a_foreign_host_name_gets_no_app(tmp_path: Path, settings: Any) -> None:
    make_console(tmp_path, settings)
    for path in ("/app/", "/app/config.json", "/app/assets/index-C0ffee12.js"):
        assert Http(headers={"host": "evil.example"}).get(path).status_code == 400
