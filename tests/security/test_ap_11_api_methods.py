"""AP-11: methods that a path does not have are 405 as JSON, with or without a token; those it has are closed without one."""

import re
from typing import Any

import pytest
from django.urls import URLPattern

from idp.api import urls
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "TRACK", "CONNECT", "PROPFIND"}
every_path = pytest.mark.parametrize("pattern", urls.urlpatterns, ids=[str(pattern.pattern) for pattern in urls.urlpatterns])


def path_and_methods(pattern: URLPattern) -> tuple[str, set[str]]:
    """A path of this pattern, and the methods that its view offers."""
    view: Any = pattern.callback
    return re.sub(r"<str:\w+>", "x", str(pattern.pattern)), set(view.cls.permissions)


@every_path
def test_unknown_methods(pattern: URLPattern) -> None:
    caller = make_caller()
    path, offered = path_and_methods(pattern)
    for method in METHODS - offered:
        for headers in ({}, {"authorization": ""}):
            answer = caller.call(method, path, None, raw=None, **headers)
            assert answer.status_code == 405, method
            assert b"description" not in answer.content
            assert b"<" not in answer.content


@every_path
def test_offered_methods_are_closed_without_a_token(pattern: URLPattern) -> None:
    caller = make_caller()
    path, offered = path_and_methods(pattern)
    assert offered
    for method in offered:
        answer = caller.browser.generic(method, f"/api/v1/{path}")
        assert answer.status_code == 401, method
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
        assert answer.headers["Content-Type"] == "application/problem+json"
