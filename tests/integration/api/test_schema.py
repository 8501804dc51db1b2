"""The API describes itself. Spec: OpenAPI 3.1."""

import re

import pytest
from django.conf import settings
from django.test import Client as Browser
from drf_spectacular.generators import SchemaGenerator

from idp.api import reference, urls

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    return Browser(headers={"host": settings.IDP.host})


def test_every_call_is_described_with_its_scope(browser: Browser) -> None:
    answer = browser.get("/api/schema")
    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    described = {path.removeprefix("/api/v1/"): item for path, item in document["paths"].items()}
    mounted = {re.sub(r"<str:(\w+)>", r"{\1}", str(pattern.pattern)) for pattern in urls.urlpatterns}
    assert set(described) == mounted
    for path, item in described.items():
        for method, call in item.items():
            scope = "users:manage" if path.startswith("users") else "account:read" if method == "get" else "account:write"
            assert call["security"] == [{"openid": [scope]}], call["operationId"]
            assert list(call["responses"]["default"]["content"]) == ["application/problem+json"]


def test_the_page_for_people_names_every_call_and_needs_no_script(browser: Browser) -> None:
    answer = browser.get("/api/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<script" not in page and "'unsafe" not in answer.headers["Content-Security-Policy"]
    for path, item in browser.get("/api/schema").json()["paths"].items():
        for method in item:
            assert f"{method.upper()} {path}" in page
    assert "account:write" in page and "recovery_codes[]" in page


@pytest.mark.parametrize("path", ["/api/schema", "/api/docs"])
def test_it_is_built_once_and_not_sent_twice(browser: Browser, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = browser.get(path)
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *_, **__: pytest.fail("built again"))
    monkeypatch.setattr(reference, "operations", lambda _described: pytest.fail("put into words again"))
    again = browser.get(path)
    assert again.status_code == 200 and again.content == first.content
    known = browser.get(path, headers={"if-none-match": first.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert "no-store" not in known.headers["Cache-Control"]


def test_the_page_for_people_is_built_once_for_each_language(browser: Browser) -> None:
    english, german = (browser.get("/api/docs", headers={"accept-language": tag}).content for tag in ("en", "de"))
    assert english != german
    assert browser.get("/api/docs", headers={"accept-language": "en"}).content == english
