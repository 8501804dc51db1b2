""" "Not you?" on the consent page leads to signing in with another account, and back."""

import pytest

from tests.factories.people import PASSWORD, make_person, make_rp
from tests.factories.web_forms import text_at
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import at, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def other_account_page() -> tuple[Browser, Person, Page]:
    """The page behind "Not you?", of a browser that is signed in."""
    ada, rp = make_person(), make_rp(trusted=False, name="Flask shop")
    browser = sign_in(ada)
    consent = rp.begin().open(browser)
    assert isinstance(consent, Page) and consent.slug == "consent"
    link = next(tag for tag in consent.soup.find_all("a") if tag.get_text() == "Not you?")
    page = browser.get(str(link["href"]))
    assert isinstance(page, Page)
    return browser, ada, page


def test_it_asks_for_another_account_and_says_what_that_does() -> None:
    _browser, ada, page = other_account_page()
    heading = page.soup.find("h1")
    assert heading is not None and heading.get_text() == "Sign in with another account"
    assert text_at(page, "leaves") == (
        f"You are signed in as {ada.email}. Signing in with another account signs that one out in this browser."
    )
    assert page.fields()["username"] == "" and page.soup.find(id="cancel") is None
    assert "Confirm it" not in page.text and "wants to be sure" not in page.text


def test_the_app_gets_the_other_person() -> None:
    browser, _ada, page = other_account_page()
    bob = make_person()
    code = browser.submit(page, username=bob.email, password=PASSWORD)
    assert isinstance(code, Page)
    consent = browser.submit(code, code=bob.mailed_code())
    assert isinstance(consent, Page) and consent.slug == "consent" and bob.email in consent.text
    assert isinstance(browser.submit(consent, decision="allow"), Arrival)


def test_who_is_here_may_go_on() -> None:
    browser, ada, page = other_account_page()
    back = page.soup.find(id="go-back")
    assert back is not None and back.get_text() == f"Go on as {ada.email}"
    consent = browser.get(str(back["href"]))
    assert isinstance(consent, Page) and consent.slug == "consent" and ada.email in consent.text


def test_who_is_asked_again_is_still_told_why() -> None:
    ada = make_person()
    browser = sign_in(ada)
    page = make_rp(trusted=False, name="Flask shop").begin(prompt="login").open(browser)
    assert isinstance(page, Page) and "Flask shop wants to be sure that it is still you." in page.text
    assert page.fields()["username"] == ada.email and page.soup.find(id="cancel") is not None
    assert text_at(page, "leaves") == ""


def test_a_code_page_leads_there_too() -> None:
    """Step-up of who is signed in: the way to another account is no second "Confirm it's you"."""
    ada = make_person(totp=True)
    browser = sign_in(ada)
    page = browser.get("/interaction/start?return_to=/account/mfa&level=sudo")
    assert isinstance(page, Page)
    other = at(browser, page, "login")
    assert ada.email in text_at(other, "leaves") if other.slug == "login" else other.slug == "mfa-totp"
