"""The API describes itself. Spec: OpenAPI 3.1."""

import re

import pytest
from django.conf import settings
from django.test import Client as Browser

from idp.api import urls

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
