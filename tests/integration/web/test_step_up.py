"""Who is signed in and asked for another proof knows why, may stop, and finds no trap by Back. Statement E18."""

import pytest

from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Flow, Page, Person

pytestmark = pytest.mark.django_db


def asked_again(**client: object) -> tuple[Browser, Flow, Person, Page]:
    """A browser where somebody is signed in, at the page that wants the app's code (and the password) once more."""
    browser, ada = Browser(), make_person(totp=True)
    rp = make_rp(trusted=True, **client)
    rp.begin().sign_in(browser, ada)
    flow = rp.begin(max_age="0", acr_values="mfa")
    page = flow.open(browser)
    assert isinstance(page, Page)
    return browser, flow, ada, page


def test_it_says_why_and_who_is_signed_in() -> None:
    _browser, _flow, ada, page = asked_again()
    assert page.slug == "login"
    assert "Before anything is changed, prove once more that it’s you" in page.text
    assert f"Signed in as {ada.email}" in page.text
    assert "Signing in at" not in page.text
    assert page.fields()["username"] == ada.email


@pytest.mark.parametrize("until", ["login", "mfa-totp"])
def test_stopping_answers_the_client_and_leaves_the_session_as_it_was(until: str) -> None:
    browser, flow, ada, page = asked_again()
    place = ada.walk(browser, page, until=until)
    assert isinstance(place, Page)
    answer = browser.submit(place, cancel="1")
    assert isinstance(answer, Arrival)
    assert (answer.parameters["error"], answer.parameters["state"]) == ("access_denied", flow.parameters["state"])
    still = flow.client.begin(prompt="none").open(browser)
    assert isinstance(still, Arrival)
    assert "code" in still.parameters


def test_nobody_who_is_not_signed_in_is_offered_to_stop() -> None:
    browser = Browser()
    page = make_rp().begin().open(browser)
    assert isinstance(page, Page)
    assert page.soup.find(id="cancel") is None
    assert "Signing in at" in page.text
    answer = browser.submit(page, cancel="1")
    assert isinstance(answer, Page)  # the form is not answered by it


def test_back_to_a_finished_step_asks_for_nothing() -> None:
    browser, _flow, ada, page = asked_again(redirect_uri="https://issuer.example/app/callback")
    code_page = ada.walk(browser, page, until="mfa-totp")
    assert isinstance(code_page, Page)
    assert isinstance(browser.submit(code_page, code=ada.totp(1)), Arrival)  # the code of before is spent
    again = browser.get(page.path)
    assert isinstance(again, Page)
    assert "This step is done" in again.text
    assert again.soup.find(id="home")["href"] == "/account", "a way on of our own, whatever the client is"
    assert again.soup.find(id="go-on")["href"] == "https://issuer.example/app/"
    assert again.soup.find("form") is None


def test_back_to_a_finished_sign_in_goes_straight_to_the_client() -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp(trusted=True)
    page = rp.begin().open(browser)
    assert isinstance(page, Page)
    assert isinstance(ada.walk(browser, page), Arrival)
    again = browser.get(page.path)
    assert isinstance(again, Arrival)
    assert "code" in again.parameters


def test_back_to_a_finished_registration_asks_for_nothing() -> None:
    browser, rp = Browser(), make_rp(trusted=True)
    page = rp.begin(prompt="create").open(browser)
    assert isinstance(page, Page) and page.slug == "register"
    carol = Person("carol@example.org", "an ordinary long sentence")
    code_page = browser.submit(page, email=carol.email, name="Carol", password=carol.password)
    assert isinstance(code_page, Page)
    assert isinstance(carol.walk(browser, code_page), Arrival)
    for path in (code_page.path, page.path):
        again = browser.get(path)
        assert isinstance(again, Page)
        assert "This step is done" in again.text


def test_an_own_page_may_be_left_as_well() -> None:
    browser, ada = Browser(), make_person(totp=True)
    ada.walk(browser, browser.get("/account"))
    page = browser.get("/interaction/start?return_to=/account/password&level=sudo")
    assert isinstance(page, Page)
    assert page.soup.find(id="cancel") is not None
    left = browser.submit(page, cancel="1")
    assert isinstance(left, Page)
    assert left.path == "/account"
