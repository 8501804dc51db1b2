"""Where somebody can be stuck stands whom to ask: on pages and in mails, as the operator configured it."""

import pytest

from idp.core import support
from tests.factories.mailed_links import mails_to
from tests.factories.people import make_person
from tests.factories.web_forms import text_at
from tests.rp import Browser, Page
from tests.security.sign_ins import at, half_session, page_of, policy, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)
WAYS = [
    ("mailto:help@example.org", "help@example.org"),
    ("tel:+49-30-1234", "+49-30-1234"),
    ("https://help.example.org/sign-in?x=1", "help.example.org/sign-in"),
]


@pytest.mark.parametrize(("url", "words"), WAYS)
def test_whom_to_ask_stands_where_one_is_stuck(url: str, words: str, settings: object) -> None:
    policy(settings, support_url=url)
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice)
    lost = at(browser, page, "mfa")
    for stuck in (page, lost, at(browser, page, "mfa-recovery"), at(browser, page, "mfa-email")):
        found = stuck.soup.select_one("#support a")
        assert found is not None and (found["href"], found.get_text()) == (url, words)
    assert "can reset your two-step sign-in" in lost.text
    nowhere = browser.get("/interaction/x")
    assert isinstance(nowhere, Page) and nowhere.soup.select_one("#support a") is not None
    browser.submit(page, code=wrong_code(alice))
    assert f"Whom to ask:\n{words}\n" in mails_to(alice.email)[-1]


def test_without_one_the_people_who_run_it_are_named() -> None:
    alice, browser = make_person(), Browser()
    page = half_session(browser, alice)
    assert text_at(page, "support") == "Do you need help? Ask the people who run Gatehouse."
    assert page.soup.find("a", string="I cannot do this") is not None, "the only way has a page behind it too"
    assert support.words() == ""


def test_a_wrong_password_names_them_too() -> None:
    browser = Browser()
    page = page_of(browser)
    assert text_at(page, "support") == ""
    place = browser.submit(page, username="a@example.org", password="wrong wrong")
    assert isinstance(place, Page) and text_at(place, "support")
