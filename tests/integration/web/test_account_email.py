"""Changing the e-mail address on the account page, and taking it back from the old mailbox."""

import pytest
import time_machine

from idp.accounts import passwords
from idp.accounts.models import Challenge, User
from idp.core import clock
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, mailed_link, mails_to
from tests.factories.people import make_person
from tests.factories.web_forms import make_signed_in, page_of, press, text_at, title_of, waits_at_the_button
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "countess@example.org"


def ask(browser: Browser, email: str = NEW) -> Page:
    return press(browser, page_of(browser, "/account/email"), "send", email=email)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def change(browser: Browser, email: str = NEW) -> Page:
    return press(browser, ask(browser, email), "verify", code=Person(email).mailed_code())


def test_the_address_changes_when_the_new_mailbox_is_proved() -> None:
    browser, ada = make_signed_in(totp=True)
    page = ask(browser)
    assert page.path == "/account/email/code" and NEW in page.text
    assert User.objects.get().email == ada.email, "not before"
    done = press(browser, page, "verify", code=Person(NEW).mailed_code())
    assert done.path == "/account" and "Your e-mail address was changed." in done.text and NEW in done.text
    user = User.objects.get()
    assert (user.email, user.email_canonical, user.email_verified_at is not None) == (NEW, NEW, True)
    assert "c\u2022\u2022@example.org" in mails_to(ada.email)[-1]
    assert "72 hours" in mails_to(ada.email)[-1]
    assert "you sign in with it" in mails_to(NEW)[-1]


def test_one_signs_in_with_the_new_address_afterwards() -> None:
    browser, ada = make_signed_in(totp=True)
    change(browser)
    other = Browser()
    page = other.get("/account")
    assert isinstance(page, Page)
    refused = other.submit(page, username=ada.email, password=ada.password)
    assert isinstance(refused, Page) and refused.status == 422
    factor = other.submit(refused, username=NEW, password=ada.password)
    assert isinstance(factor, Page) and factor.slug == "mfa-totp"


@pytest.mark.parametrize(("typed", "words"), [("countess", "such as"), ("", "such as"), ("OWN", "your address already")])
def test_what_cannot_be_an_address_is_said_and_kept(typed: str, words: str) -> None:
    browser, ada = make_signed_in(totp=True)
    refused = ask(browser, ada.email if typed == "OWN" else typed)
    assert refused.status == 422 and title_of(refused).startswith("Error:") and words in refused.text
    assert refused.soup.find(id="id_email")["value"] == (ada.email if typed == "OWN" else typed)
    assert not Challenge.objects.filter(purpose="change_email").exists()


def test_a_wrong_code_a_new_code_and_another_address() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        browser, _ada = make_signed_in(totp=True)
        page = ask(browser)
        refused = press(browser, page, "verify", code=other_than(Person(NEW).mailed_code()))
        assert refused.status == 422 and "4 attempts left" in refused.text
        waits_at_the_button(press(browser, page, "resend"), "resend", "You can ask again in 60 seconds.")
        now.shift(60)
        again = press(browser, page, "resend")
        assert "We have sent a new code" in again.text
        assert ask(browser, "other@example.org").path == "/account/email/code"
        done = press(browser, again, "verify", code=Person("other@example.org").mailed_code())
        assert done.path == "/account" and User.objects.get().email == "other@example.org"


def test_asking_for_the_first_code_too_soon_keeps_the_address() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        browser, _ada = make_signed_in(totp=True)
        ask(browser)
        page = ask(browser)
        waits_at_the_button(page, "send", "You can ask again in 60 seconds.")
        assert page.soup.find(id="id_email")["value"] == NEW
        for _ in range(5):
            now.shift(61)
            page = ask(browser)
        assert page.status == 429 and "minutes." in text_at(page, "wait") and page.soup.find(id="id_email_error") is None


def test_without_a_code_on_its_way_the_code_page_asks_for_the_address() -> None:
    browser, _ada = make_signed_in(totp=True)
    assert page_of(browser, "/account/email/code").path == "/account/email"


def test_only_the_spelling_may_change_too() -> None:
    browser, ada = make_signed_in(totp=True)
    other = ada.email.replace("somebody", "SomeBody")
    assert change(browser, other).path == "/account"
    assert (User.objects.get().email, User.objects.get().email_canonical) == (other, ada.email)


def test_the_old_mailbox_takes_it_back_with_a_new_password() -> None:
    browser, ada = make_signed_in(totp=True)
    change(browser)
    link, owner = mailed_link(ada.email), Browser()
    form = page_of(owner, link)
    assert form.path == "/account/email/undo" and ada.email in form.text and NEW not in form.text
    weak = press(owner, form, "save", password="password1234")
    assert weak.status == 422 and User.objects.get().email == NEW
    done = press(owner, form, "save", password=NEW_PASSWORD)
    assert done.path == "/account/email/undone" and page_of(owner, done.path).text == done.text
    user = User.objects.get()
    assert user.email == ada.email and passwords.check(user, NEW_PASSWORD)
    assert not signed_in(browser) and not signed_in(owner)
    assert all("s\u2022\u2022@example.org again" in mails_to(address)[-1] for address in (NEW, ada.email))


def test_an_account_that_nobody_proved_does_not_hold_the_address() -> None:
    squatter = make_person(email=NEW)
    User.objects.filter(email=NEW).update(email_verified_at=None)
    browser, _ada = make_signed_in(totp=True)
    assert change(browser, squatter.email).path == "/account"
    assert User.objects.get().email == NEW


def test_nor_does_it_hold_up_the_way_back() -> None:
    browser, ada = make_signed_in(totp=True)
    change(browser)
    make_person(email=ada.email)
    User.objects.filter(email=ada.email).update(email_verified_at=None)
    assert choose_password(Browser(), mailed_link(ada.email)).path == "/account/email/undone"
    assert User.objects.get().email == ada.email


def test_who_proved_the_old_address_since_keeps_it() -> None:
    browser, ada = make_signed_in(totp=True)
    change(browser)
    link = mailed_link(ada.email)
    make_person(email=ada.email)
    refused = choose_password(Browser(), link)
    assert refused.status == 409 and "Another account has this address" in refused.text
    assert User.objects.get(email=NEW).epoch == 1, "nothing was changed"
