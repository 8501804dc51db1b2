"""CO-05: the consent page says who asks, for what, as whom, and where it leads; names are text. ASVS 10.7.2, 10.4.7."""

import pytest

from tests.rp import Page
from tests.security.signed_in import signed_in

pytestmark = pytest.mark.django_db


def page_of(**client: object) -> Page:
    alice = signed_in(trusted=False, **client)
    page = alice.ask(scope="openid email offline_access")
    assert isinstance(page, Page) and page.slug == "consent"
    assert alice.user.email in page.text
    return page


def test_the_facts_are_there() -> None:
    page = page_of(name="Weather", redirect_uri="https://weather.example/cb")
    for words in (
        "Weather",
        "weather.example",
        "See your e-mail address",
        "Stay connected",
        "Your choice is remembered",
        "Not you?",
    ):
        assert words in page.text
    assert "Nobody has verified" not in page.text


def test_who_registered_itself_is_named_by_its_host() -> None:
    page = page_of(name="Google", verified=False, redirect_uri="https://evil.example/cb")
    assert "Nobody has verified this app. It registered itself from evil.example." in page.text
    assert "You will be asked each time." in page.text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "&lt;b&gt;"])
def test_a_name_is_text(name: str) -> None:
    page = page_of(name=name)
    assert name in page.text
    assert not page.soup.find_all("img") and "alert(1)" not in "".join(str(tag) for tag in page.soup.find_all("script"))
