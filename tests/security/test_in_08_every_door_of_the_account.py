"""IN-01, IN-08: hostile text in every field of every form of the account, and hostile JSON at every call of its API. Bounded.

The doors come from the URL map and from the API's own description: a new one is attacked without a word here.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings

from idp.accounts.models import User
from idp.api.reference import METHODS, document
from idp.core.routes import patterns
from tests.factories.account_api import READ_AND_WRITE, give_app, make_caller, make_client
from tests.factories.mailed_links import forget_password
from tests.factories.people import make_person
from tests.factories.web_forms import page_of
from tests.rp import Page
from tests.security.hostile_text import BROKEN, STRANGE
from tests.security.sign_ins import sign_in
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = BROKEN | STRANGE
FORMS = {"/account/email", "/account/language", "/account/mfa", "/account/password", "/password/forgot", "/password/reset"}
GOES_AWAY = {"/account/data/delete", "/account/data/keep"}  # buttons without a field
PAGES = sorted(
    {f"/{route}" for route, _ in patterns() if route.startswith(("account", "password/")) and "<" not in route} - GOES_AWAY
)
VALUES: list[Any] = [
    None, True, 0, -1, 1e308, 10**30, "", " ", "\x00", "a\x00b", "\ufffe", "\u202ecom.live", "e" + "\u0301" * 1000,
    "x" * 60_000, "{{7*7}}", "%s%n", "<script>alert(1)</script>", "'; DROP TABLE users --", "a\r\nBcc: x@y.example", [], ["x"],
    {}, {"x": 1}, {"$ne": None}, [[[[[[]]]]]],
]  # fmt: skip
CALLS = [
    (method.upper(), path)
    for path, item in sorted(document()["paths"].items())
    for method in METHODS
    if method in item and "requestBody" in item[method]
]


def members(method: str, path: str) -> Iterator[str]:
    described = document()
    content = described["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
    yield from described["components"]["schemas"][content["$ref"].rpartition("/")[2]]["properties"]


def fields(page: Page) -> Iterator[tuple[str, dict[str, str]]]:
    """Each field of each form that is sent to this page, with what stands in the form beside it."""
    for form in page.soup.find_all("form", attrs={"method": "post"}):
        if form.get("action", page.path) != page.path:
            continue
        named = {str(one["name"]): str(one.get("value", "")) for one in form.find_all(["input", "button"]) if one.get("name")}
        for name in named:
            if name != "csrfmiddlewaretoken":
                yield name, named


@pytest.mark.parametrize("path", PAGES)
def test_no_field_of_a_page_breaks_it(path: str) -> None:
    alice = make_person(totp=True)
    browser = sign_in(alice)
    page_of(browser, forget_password(alice.email))
    tried = 0
    for name, named in fields(page_of(browser, path)):
        for text in TEXTS.values():
            kept = urlencode({key: value for key, value in named.items() if key != name})
            answer = browser.http.post(
                path, f"{kept}&{name}={text}".encode(), content_type="application/x-www-form-urlencoded",
                headers={"origin": settings.IDP.public_url, "x-forwarded-for": browser.ip},
            )  # fmt: skip
            tells_nothing(answer)
            assert answer.status_code in {200, 303, 400, 403, 404, 405, 409, 410, 422, 429}, (name, text)
            assert b"<script>alert" not in answer.content and "X-Evil" not in answer.headers
            tried += 1
    assert tried or path not in FORMS
    stored = User.objects.get()
    assert stored.email == alice.email and stored.is_active and not stored.is_admin and stored.deletion_at is None
    assert stored.locale in {"", *dict(settings.LANGUAGES)}


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_member_of_a_call_breaks_it(method: str, path: str) -> None:
    scope = "openid users:manage" if path.startswith("/api/v1/users") else READ_AND_WRITE
    caller = make_caller(acr="mfa", scope=scope, client=make_client(scope=scope))
    give_app(caller.user)
    User.objects.update(is_admin=scope != READ_AND_WRITE)
    before = User.objects.values("sub", "email", "is_admin", "is_helpdesk", "is_active", "epoch", "deletion_at").get()
    names = list(members(method, path))
    assert names
    for name in [*names, "is_admin"]:
        for value in VALUES:
            body = dict.fromkeys(names, "x") | {name: value}
            raw = json.dumps(body).encode()
            answer = caller.call(method, path.removeprefix("/api/v1/").replace("{", "").replace("}", ""), raw=raw)
            assert answer.status_code in {200, 400, 404, 409, 413, 422, 429}, (name, value, answer.content)
            tells_nothing(answer)
            assert answer.status_code == 200 or answer["Content-Type"] == "application/problem+json"
    assert User.objects.values(*before).get() == before
