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
    for item in described.values():
        for method, call in item.items():
            scope = "account:read" if method == "get" else "account:write"
            assert call["security"] == [{"openid": [scope]}], call["operationId"]
            assert list(call["responses"]["default"]["content"]) == ["application/problem+json"]


def test_the_page_of_the_documentation_works_under_the_strict_policy(browser: Browser) -> None:
    answer = browser.get("/api/docs")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<style" not in page and not re.search(r"<script>|<script [^>]*>[^<]|style=|onload=", page)
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    script = re.findall(r'<script src="(/api/docs[^"]*)"', page)
    assert len(script) == 1
    answer = browser.get(script[0])
    assert answer.headers["Content-Type"].startswith("application/javascript")
    assert b"/api/schema" in answer.content
