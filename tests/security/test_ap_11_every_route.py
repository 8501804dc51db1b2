"""AP-11: a method that a route does not have is a 405 without a word, at every route. Source: ASVS 4.1.4, 13.4.4."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser

from idp.core.routes import patterns
from tests.factories.account_api import ORIGIN
from tests.factories.oidc import make_client, new_ip
from tests.factories.web_forms import make_admin
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db
PATHS = sorted({"/" + re.sub(r"<[^>]+>", "1", path) for path, _ in patterns() if "(?P" not in path})
CORS = {"/oauth2/token", "/oauth2/userinfo", "/oauth2/revoke"} | {path for path in PATHS if path.startswith("/api/v1/")}
DOCUMENTS = {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth2/jwks", "/api/schema"}
HAVE = {("PUT", "/api/v1/me/email-code"), ("PATCH", "/api/v1/me"), ("PATCH", "/api/v1/me/authenticators/1")}
ASKED: dict[str, Any] = {"origin": ORIGIN, "access-control-request-method": "POST"}


def call(method: str, path: str, browser: Browser | None = None, **headers: str) -> Any:
    browser = browser or Browser()
    sent = {"host": settings.IDP.host, "x-forwarded-for": new_ip()} | {k.replace("_", "-"): v for k, v in headers.items()}
    return browser.generic(method, path, headers=sent)


def test_all_doors_are_here() -> None:
    assert {"/oauth2/authorize", "/manage/clients/1/edit", "/admin/audit/event/", "/api/v1/me", "/interaction/1/1"} <= set(
        PATHS
    )


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "MKCOL", "SEARCH", "X", "GET\u00e9"])
def test_foreign_methods(method: str) -> None:
    for path in PATHS:
        answer = call(method, path, cookie="session=secret", authorization="Bearer secret")
        assert (answer.status_code, answer.content) == (405, b""), path
        assert "secret" not in str(answer.headers)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH"])
def test_methods_that_a_route_does_not_have(method: str) -> None:
    for path in PATHS:
        answer = call(method, path)
        if (method, path) in HAVE:
            assert answer.status_code == 401, path
            continue
        if method == "OPTIONS" and path in DOCUMENTS:
            assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "*"), path
            continue
        assert answer.status_code == 405, path
        assert method not in answer.headers["Allow"].split(", ") or path in CORS or path == "/oauth2/introspect"
        assert len(answer.content) < 200, path
        tells_nothing(answer)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE"])
def test_nor_for_an_administrator(method: str) -> None:
    browser, _ = make_admin()
    browser.http.handler.enforce_csrf_checks = False  # else that check answers first
    for path in [path for path in PATHS if path.startswith(("/admin/", "/manage/", "/account"))]:
        assert call(method, path, browser.http).status_code == 405, path


def test_a_preflight_is_answered_to_a_registered_origin_at_these_routes_only() -> None:
    make_client(allowed_origins=ORIGIN)
    for path in [path for path in PATHS if path not in DOCUMENTS]:
        answer = call("OPTIONS", path, **ASKED)
        assert answer.status_code == (204 if path in CORS else 405), path
        assert (answer.headers.get("Access-Control-Allow-Origin") == ORIGIN) == (path in CORS), path
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"{ORIGIN}/", ORIGIN[:-1], f"{ORIGIN}.evil.example", "*", ""]
)
def test_no_preflight_for_other_origins(origin: str) -> None:
    make_client(allowed_origins=ORIGIN)
    for path in CORS:
        answer = call("OPTIONS", path, **ASKED | {"origin": origin})
        assert answer.status_code == 405, path
        assert "Access-Control-Allow-Origin" not in answer.headers
