"""PW-08: after a break-in the person \"changes\" the password to the one that the thief knows. Every door refuses it."""

import pytest

from idp.accounts import passwords
from idp.accounts.models import User
from idp.sessions.models import Session
from tests.factories.account_api import make_caller, make_person
from tests.factories.mailed_links import choose_password, forget_password, mailed_link
from tests.factories.people import PASSWORD
from tests.factories.people import make_person as make_known
from tests.factories.web_forms import page_of, press
from tests.rp import Browser, Person
from tests.security.sign_ins import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SPELLINGS = [PASSWORD, PASSWORD.replace(" ", "\u00a0")]  # one password by RFC 8265


def untouched() -> bool:
    return passwords.check(User.objects.get(), PASSWORD) and Session.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("same", SPELLINGS)
def test_over_the_api(same: str) -> None:
    caller = make_caller(make_person(password=passwords.hash_password(PASSWORD)))
    answer = caller.call("POST", "me/password", {"current_password": PASSWORD, "password": same})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["password"])
    assert untouched()


@pytest.mark.parametrize("same", SPELLINGS)
def test_on_the_account_s_page(same: str) -> None:
    browser = sign_in(make_known(totp=True))
    page = press(browser, page_of(browser, "/account/password"), "save", current_password=PASSWORD, password=same)
    assert page.status == 422 and "your password already" in page.text
    assert untouched()


@pytest.mark.parametrize("same", SPELLINGS)
def test_by_a_mailed_link_which_stays_good(same: str) -> None:
    alice = make_known(totp=True)
    sign_in(alice)
    owner, link = Browser(), forget_password(alice.email)
    refused = choose_password(owner, link, same)
    assert refused.status == 422 and "your password already" in refused.text
    assert untouched()
    assert choose_password(owner, link).path == "/password/changed"


def test_where_a_change_of_address_is_taken_back() -> None:
    alice = make_known(totp=True)
    thief = sign_in(alice)
    page = press(thief, page_of(thief, "/account/email"), "send", email="thief@example.org")
    press(thief, page, "verify", code=Person("thief@example.org").mailed_code())
    owner, link = Browser(), mailed_link(alice.email)
    assert choose_password(owner, link, PASSWORD).status == 422
    assert choose_password(owner, link).path == "/account/email/undone"
