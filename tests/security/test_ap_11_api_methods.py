"""AP-11: methods that a path does not have are 405 as JSON, with or without a token."""

from typing import Any

import pytest

from idp.api import urls
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db
PATHS = [str(pattern.pattern).replace("<str:handle>", "x").replace("<str:id>", "x") for pattern in urls.urlpatterns]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "OPTIONS", "PUT", "PATCH"])
@pytest.mark.parametrize("authorization", [None, ""])
def test_unknown_methods(path: str, method: str, authorization: str | None) -> None:
    headers: dict[str, Any] = {} if authorization is None else {"authorization": authorization}
    answer = make_caller().call(method, path, **headers)
    assert answer.status_code == 405
    assert b"description" not in answer.content and b"<" not in answer.content


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_every_known_method_is_closed_without_a_token(path: str, method: str) -> None:
    caller = make_caller()
    answer = caller.browser.generic(method, f"/api/v1/{path}")
    assert answer.status_code in {401, 405}
    assert answer.headers["Content-Type"] == "application/problem+json"
