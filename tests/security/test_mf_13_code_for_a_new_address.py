"""MF-13, MF-14 at the change of address: its code elsewhere, another's code here, late, replaced, guessed. ASVS 6.5.5."""

import pytest
import time_machine

from idp.accounts.models import User
from idp.core import clock
from idp.sessions.models import Session
from tests.factories.accounts import letters, other_code
from tests.factories.people import make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import half_session, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "new@example.org"


def ask(browser: Browser, email: str = NEW) -> Page:
    page = press(browser, page_of(browser, "/account/email"), "send", email=email)
    assert page.path == "/account/email/code", page.text
    return page


def code_for(email: str = NEW) -> str:
    return Person(email).mailed_code()


def test_it_signs_nobody_in() -> None:
    bob = make_person()
    ask(sign_in(bob))
    code, browser = code_for(), Browser()
    page = half_session(browser, bob)
    place = browser.submit(page, code=code)
    assert isinstance(place, Page) and place.status == 422


def test_a_sign_in_code_changes_no_address() -> None:
    bob = make_person()
    browser = sign_in(bob)
    page = ask(browser)
    half_session(Browser(), bob)
    sign_in_code = next(letter.code for letter in reversed(letters(bob.email)) if letter.code)
    if sign_in_code != code_for():
        assert press(browser, page, "verify", code=sign_in_code).status == 422
    assert User.objects.get().email == bob.email


def test_it_works_in_the_session_that_asked_only() -> None:
    alice, mallory = make_person(totp=True), make_person()
    asked, foreign = sign_in(alice), sign_in(mallory)
    ask(asked)
    page = ask(foreign, "other@example.org")
    assert press(foreign, page, "verify", code=code_for()).status == 422
    assert set(User.objects.values_list("email", flat=True)) == {alice.email, mallory.email}


def test_late_replaced_or_twice() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice = make_person(totp=True)
        browser = sign_in(alice)
        page = ask(browser)
        first = code_for()
        now.shift(60)
        press(browser, page, "resend")
        second = code_for()
        if first != second:
            assert press(browser, page, "verify", code=first).status == 422
        page = page_of(browser, "/account/email/code")
        assert press(browser, page, "verify", code=second).path == "/account"
        assert press(browser, page, "verify", code=second).path == "/account/email", "it is spent"
        now.shift(60)
        page = ask(browser, "third@example.org")
        third = code_for("third@example.org")
        now.shift(900)
        Session.objects.update(fresh_at=clock.now())  # proved again meanwhile: what is late is the code
        late = press(browser, page, "verify", code=third)
        assert late.path == "/account/email", "there is nothing to verify any more"
        assert User.objects.get().email == NEW


def test_five_guesses_end_it() -> None:
    browser = sign_in(make_person(totp=True))
    page = ask(browser)
    code = code_for()
    statuses = [press(browser, page, "verify", code=other_code(code)).status for _ in range(5)]
    assert statuses == [422] * 5
    assert press(browser, page, "verify", code=code).path != "/account"
    assert User.objects.get().email != NEW


def test_the_code_is_in_the_mail_and_nowhere_else() -> None:
    browser = sign_in(make_person(totp=True))
    page = ask(browser)
    shown = page.response.content.decode() + str(page.response.headers) + str(browser.http.cookies)
    assert f">{code_for()}<" not in shown and f"code={code_for()}" not in shown
    assert all(code_for() not in letter.subject for letter in letters(NEW))
