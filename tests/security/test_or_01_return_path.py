"""OR-01: a return path that is not one of our pages is ignored; the person lands on the account page."""

from urllib.parse import urlencode

import pytest

from idp.web import local
from tests.factories.people import make_person
from tests.factories.web_forms import make_signed_in
from tests.rp import Browser, Page

HOSTILE = [
    "//evil.example", "///evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example", "javascript:alert(1)",
    "http://localhost:8000@evil.example/", "http://evil.example/account", "/account//evil.example", "/account/..//evil.example",
    "/account\n", "/account\r\nLocation: https://evil.example", "\t/account", " /account", "/account#x",
    "/account?next=//evil.example", "/accounts", "/oauth2/logout", "/manage/../oauth2/authorize", "/account/%2e%2e/x",
    "/account\x00", "account", "", "/" + "a" * 8192,
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_ignored_as_a_path(path: str) -> None:
    assert local.safe_path(path) == "/account"


@pytest.mark.django_db(transaction=True)
def test_the_person_lands_on_the_account_page_after_signing_in() -> None:
    bob, browser = make_person(), Browser()
    place = bob.walk(browser, browser.get("/interaction/start?" + urlencode({"return_to": "//evil.example"})))
    assert isinstance(place, Page)
    assert (place.status, place.path) == (200, "/account")


@pytest.mark.django_db(transaction=True)
def test_somebody_signed_in_lands_on_the_account_page() -> None:
    browser, _bob = make_signed_in()
    for path in HOSTILE:
        place = browser.get("/interaction/start?" + urlencode({"return_to": path}))
        assert isinstance(place, Page), path
        assert (place.status, place.path) == (200, "/account"), path


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", HOSTILE)
def test_the_records_page_sends_nowhere_else(path: str) -> None:
    answer = Browser().http.get("/admin/login/?" + urlencode({"next": path}))
    assert answer.status_code == 303
    assert answer["Location"].startswith("/interaction/start?return_to=%2Fadmin%2F&")
