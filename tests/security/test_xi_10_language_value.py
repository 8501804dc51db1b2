"""XI-10, IN-05: hostile languages in the choice, the cookie, ui_locales and Accept-Language split nothing and cost nothing."""

import time

import pytest
from django.conf import settings

from tests.factories.people import make_rp
from tests.rp import Browser, Page

HOSTILE = [
    "de%0d%0aSet-Cookie:%20x=y", "de;%20Domain=evil.example", "../../de", "de%00", "DE", "de-AT", "%64%65", "de_DE", "en,de",
    "x" * 2000, "{{7*7}}", "%C4%B0", "zz", "", "de&lang=fr", "__proto__", "C", "../../../../etc/passwd",
]  # fmt: skip
LOCALES = [
    "de\r\nSet-Cookie: x=y", "../../etc/passwd", "de" + "-a" * 5000, "-" * 10_000, " ".join(["xx"] * 5000), "\u202eed",
    "<script>alert(1)</script>", "de;q=1", "\u0130", "a" * 8000,
]  # fmt: skip
SPOKEN = {code for code, _ in settings.LANGUAGES}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_choice_that_is_no_language_keeps_nothing(value: str) -> None:
    answer = Browser().http.get(f"/nowhere?lang={value}", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 404
    assert set(answer.cookies) <= {settings.BROWSER_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    assert "x=y" not in str(answer.headers)


@pytest.mark.parametrize("value", [*HOSTILE, "de-AT", "ar "])
def test_a_cookie_that_is_no_language_says_nothing(value: str) -> None:
    browser = Browser()
    browser.http.cookies[settings.LANGUAGE_COOKIE_NAME] = value
    page = browser.get("/nowhere", **{"accept-language": "fr"})
    assert isinstance(page, Page)
    html = page.soup.find("html")
    assert html is not None and html["lang"] in {"fr", "en", "de"}  # Django reads "de-AT" as German, never as a path
    assert page.response["Content-Language"] in SPOKEN


@pytest.mark.parametrize("value", LOCALES)
def test_ui_locales_and_accept_language_are_only_looked_up(value: str) -> None:
    began = time.process_time()
    page = make_rp().begin(ui_locales=value, redirect_uri="https://evil.example/").open(Browser())
    assert isinstance(page, Page) and page.status == 400
    assert time.process_time() - began < 1
    html = page.soup.find("html")
    assert html is not None and html["lang"] in SPOKEN
    assert "x=y" not in str(page.response.headers)
    header = "".join(each for each in value if each.isascii() and each.isprintable())
    answered = Browser().http.get("/nowhere", headers={"accept-language": header})
    assert answered["Content-Language"] in SPOKEN


@pytest.mark.parametrize("path", ["/nowhere", "/password/forgot", "/interaction/start", "/oauth2/authorize"])
def test_a_page_does_not_grow_with_its_address(path: str) -> None:
    answer = Browser().http.get(path, QUERY_STRING="&" * 60_000)
    assert answer.status_code in {400, 404} and len(answer.content) < 16_000


def test_the_chooser_keeps_a_query_of_usual_length() -> None:
    answer = Browser().http.get("/nowhere?a=1&b=%C3%A9")
    assert "?lang=de&amp;a=1&amp;b=%C3%A9" in answer.content.decode()
