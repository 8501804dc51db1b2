"""HD-06: each view raises, in turn; the answer is a fixed text with a reference, and nothing of the exception. ASVS 16.5.1."""

import re
from collections.abc import Iterator
from functools import wraps
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import URLPattern

from idp.core.routes import EXTERNAL_PREFIXES, patterns
from tests.factories.account_api import make_caller
from tests.security.standing import _INSIDE

pytestmark = pytest.mark.django_db
SECRET = "canary-5e1f"
SAMPLES = {"str": "x", "int": "1", "slug": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def views() -> Iterator[tuple[str, URLPattern]]:
    """Every view outside Django's admin, with a path that leads to it."""
    for route, pattern in patterns():
        if not route.startswith(EXTERNAL_PREFIXES) and "^" not in route:
            yield "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route), pattern


ALL = dict(views())


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_the_answer_is_fixed_and_has_a_reference(path: str, accept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @wraps(ALL[path].callback)
    def fails(*_args: Any, **_named: Any) -> None:
        raise RuntimeError(f"SELECT {SECRET} FROM /srv/idp/secrets.py")

    monkeypatch.setattr(ALL[path], "callback", fails)
    answer = Client(raise_request_exception=False, headers={"host": settings.IDP.host, "accept": accept}).get(path)
    text = answer.content.decode()
    assert answer.status_code == 500 and answer["Cache-Control"] == "no-store"
    assert SECRET not in text + str(answer.headers) and not _INSIDE.search(text), text
    if answer["Content-Type"] == "application/json":
        assert answer.json() == {"error": "server_error"}
    else:
        found = re.fullmatch(r"Something went wrong on our side\..* Reference: (\S+)\n", text)
        assert found and found[1] == answer["X-Request-ID"]


@pytest.mark.parametrize(("error", "status"), [(RuntimeError(SECRET), 500), (OperationalError(SECRET), 503)])
def test_the_api_says_it_as_a_problem(error: Exception, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = make_caller()

    def fails(*_args: Any, **_named: Any) -> None:
        raise error

    monkeypatch.setattr("idp.api.views.me.facts", fails)
    answer = caller.call("GET", "me")
    assert answer.status_code == status and answer["Content-Type"] == "application/problem+json"
    assert SECRET not in answer.content.decode()
    assert answer.json().get("reference") or answer["Retry-After"]
