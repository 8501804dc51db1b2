"""Changing the password on the account page."""

import pytest

from idp.accounts import passwords
from idp.accounts.models import User
from idp.audit.models import Event
from idp.sessions.models import Session
from tests.factories.mailed_links import NEW_PASSWORD, mails_to
from tests.factories.people import PASSWORD, make_person
from tests.factories.web_forms import arrive, make_signed_in, page_of, press, title_of
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_account_page_and_back() -> None:
    browser, ada = make_signed_in(totp=True)
    page = page_of(browser, str(page_of(browser, "/account").soup.find(id="change-password")["href"]))
    done = press(browser, page, "save", current_password=PASSWORD, password=NEW_PASSWORD)
    assert done.path == "/account" and "Your password was changed." in done.text
    assert "Your password was changed." not in page_of(browser, "/account").text, "it is said once"
    user = User.objects.get()
    assert passwords.check(user, NEW_PASSWORD) and user.epoch == 1
    assert "in every other browser" in mails_to(ada.email)[-1]
    event = Event.objects.get(action="user:password:change")
    assert (event.outcome, event.subject, event.sid) == ("success", user.sub, Session.objects.get().sid)


@pytest.mark.parametrize(
    ("current", "new", "field", "words"),
    [
        ("wrong wrong wrong", NEW_PASSWORD, "current_password", "not your current password"),
        ("", NEW_PASSWORD, "current_password", "not your current password"),
        (PASSWORD, "password1234", "password", "tried first"),
        (PASSWORD, "", "password", "At least 12 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(current: str, new: str, field: str, words: str) -> None:
    browser, _ada = make_signed_in(totp=True)
    refused = press(browser, page_of(browser, "/account/password"), "save", current_password=current, password=new)
    assert refused.status == 422 and title_of(refused).startswith("Error:") and words in refused.text
    (focused,) = [one["name"] for one in refused.soup.find_all("input", autofocus=True)]
    assert focused == field and refused.soup.find(id=f"id_{field}")["aria-invalid"] == "true"
    assert not any(one.get("value") for one in refused.soup.find_all("input", type="password"))
    assert passwords.check(User.objects.get(), PASSWORD)


def test_who_has_codes_by_mail_only_can_change_it_too() -> None:
    browser, ada = make_signed_in()
    done = press(browser, arrive(browser, ada, "/account/password"), "save", current_password=PASSWORD, password=NEW_PASSWORD)
    assert done.path == "/account"


@pytest.mark.spec("W3C Change Password URL", "2", "MUST")
@pytest.mark.parametrize("method", ["get", "head"])
def test_password_managers_find_the_page(method: str) -> None:
    answer = getattr(Browser().http, method)("/.well-known/change-password")
    assert (answer.status_code, answer["Location"]) == (303, "/account/password")
    ada, browser = make_person(totp=True), Browser()
    assert arrive(browser, ada, "/.well-known/change-password").path == "/account/password"


@pytest.mark.spec("W3C Change Password URL", "3", "MUST")
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_password_manager_sees_that_status_codes_here_can_be_believed(method: str) -> None:
    answer = getattr(Browser().http, method)("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200")
    assert answer.status_code == 404
