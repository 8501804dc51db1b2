"""XI-02: text that would end a script, on pages and in JSON. No page carries data for a script."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup

from idp.accounts.models import User
from idp.core.routes import patterns
from tests.factories.account_api import make_caller
from tests.factories.people import make_person, make_rp
from tests.rp import Page, Person
from tests.security.sign_ins import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
ENDING = "</script><script>alert(1)</script><!--<script>"
PAGES = sorted(f"/{route}" for route, _ in patterns() if route.startswith(("account", "manage")) and "<" not in route)


def named(**values: Any) -> Person:
    """Somebody whose name is the attack."""
    person = make_person(totp=True, **values)
    User.objects.filter(email=person.email).update(name=ENDING)
    return person


def test_no_page_has_a_script_of_its_own() -> None:
    alice = named(is_admin=True, claims={"nickname": "\u2028"})
    browser, shown = sign_in(alice), 0
    make_rp(name=ENDING)
    for path in PAGES:
        place = browser.get(path)
        assert isinstance(place, Page)
        if not place.response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = place.response.content.decode()
        assert ENDING not in text, path
        for script in BeautifulSoup(text, "html.parser").find_all("script"):
            assert script.get("src", "").startswith("/static/") and not script.get_text(), path
        shown += "&lt;/script&gt;" in text
    assert shown, "the name was shown somewhere"


def test_json_is_nothing_that_a_browser_would_run() -> None:
    caller = make_caller(acr="mfa")
    claims = {"nickname": "\u2028\u2029", "family_name": ENDING}
    User.objects.filter(pk=caller.user.pk).update(name=ENDING, claims=claims)
    for path in ("me", "me/export", "me/activity", "me/sessions", "me/apps"):
        answer = caller.call("GET", path)
        assert answer.status_code == 200
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/json", "nosniff")
        json.loads(answer.content)
    assert caller.call("GET", "me").json()["name"] == ENDING
    browser = sign_in(named())
    answer = browser.http.get("/account/data/export")
    assert answer["Content-Type"] == "application/json" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;") and ENDING in answer.json()["account"]["name"]
