"""XI-09, AP-09, AP-10, IN-01: SQL, wildcards and broken text in search and cursors. Source: Hydra GO-2026-4807."""

from urllib.parse import quote

import pytest

from tests.factories.people import make_person
from tests.factories.web_forms import make_admin, page_of
from tests.security.hostile_text import BROKEN, STRANGE
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db(transaction=True)
SEARCHES = [
    "%",
    "_",
    "*",
    "' OR '1'='1",
    '"; DROP TABLE accounts_user; --',
    "bob@example.org' --",
    "\\",
    "[a-z]",
    "b%b",
    "x" * 5000,
]


@pytest.mark.parametrize("text", SEARCHES)
def test_a_search_finds_what_begins_so_and_nothing_else(text: str) -> None:
    make_person(email="bob@example.org")
    browser, _ = make_admin()
    page = page_of(browser, f"/manage/users?q={quote(text)}")
    assert page.status == 200 and page.soup.find(id="nobody") is not None
    tells_nothing(page.response)


@pytest.mark.parametrize("name", ["q", "after"])
def test_text_that_no_keyboard_types(name: str) -> None:
    browser, _ = make_admin()
    for hostile in (*BROKEN.values(), *STRANGE.values()):
        for path in ("/manage/users", "/manage/groups/1"):
            answer = browser.http.get(f"{path}?{name}={hostile}")
            assert answer.status_code in {200, 400, 404}, hostile
            tells_nothing(answer)


def test_a_cursor_names_a_place_and_no_more() -> None:
    """Whatever it is, the page shows people who are found by the search, after that place."""
    make_person(email="bob@example.org")
    browser, _ = make_admin()
    assert "bob@example.org" in page_of(browser, "/manage/users?q=bob&after=a").text
    assert "bob@example.org" not in page_of(browser, "/manage/users?q=bob&after=zzz").text
    for hidden in ("order_by=password", "password__startswith=a", "is_admin=1", "page_size=1000000", "page=-1"):
        assert page_of(browser, f"/manage/users?{hidden}").status == 200
