"""MF-37: whoever changes the address while a sign-in waits must not get its code. EmpowerID CVE-2023-40260."""

import pytest
import time_machine

from idp.accounts import address_change
from idp.accounts.links import Purpose
from idp.accounts.models import Challenge, User
from idp.core import clock
from tests.factories.accounts import browser as caller
from tests.factories.accounts import letters
from tests.factories.people import make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import half_session, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "new@example.org"


def change_address(browser: Browser, email: str = NEW) -> None:
    page = press(browser, page_of(browser, "/account/email"), "send", email=email)
    done = press(browser, page, "verify", code=Person(email).mailed_code())
    assert done.path == "/account", done.text


def test_a_step_up_that_began_before_sends_its_code_to_the_address_of_then() -> None:
    """The same browser, another tab: the session stays, so the tab may go on."""
    with time_machine.travel(clock.now(), tick=False) as now:
        bob = make_person()
        browser = sign_in(bob)
        waiting = browser.get("/interaction/start?return_to=/account/mfa&level=sudo")
        assert isinstance(waiting, Page) and waiting.slug == "mfa-email" and "s\u2022\u2022@example.org" in waiting.text
        now.shift(61)
        change_address(browser)
        now.shift(61)
        again = browser.submit(page_of(browser, waiting.path), resend="1")
        assert isinstance(again, Page) and "s\u2022\u2022@example.org" in again.text
        assert letters(bob.email)[-1].code and not any(
            letter.code and "sign-in code" in letter.subject for letter in letters(NEW)
        )
        after = browser.get("/interaction/start?return_to=/account/mfa&level=sudo")
        assert isinstance(after, Page) and "n\u2022\u2022@example.org" in after.text, "one that begins now uses the new one"


def test_a_sign_in_that_waits_with_the_password_must_begin_again() -> None:
    alice, thief = make_person(totp=True), Browser()
    page = half_session(thief, alice)
    change_address(sign_in(alice))
    place = thief.submit(page, code=alice.totp(1))
    assert isinstance(place, Page) and place.slug == "login"


def test_the_address_of_a_moment_is_known_through_several_changes_and_their_undoing() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob = make_person()
        browser = sign_in(bob)
        user = User.objects.get()
        moments = [clock.now()]
        for email in ("one@example.org", "two@example.org"):
            now.shift(61)
            change_address(browser, email)
            now.shift(1)
            moments.append(clock.now())
        user.refresh_from_db()
        known = [address_change.address_at(user, moment) for moment in moments]
        assert known == [bob.email, "one@example.org", "two@example.org"]
        first = user.links.filter(purpose=Purpose.UNDO_EMAIL).earliest("created_at")
        address_change.undo(first, "a third rather long sentence", request=caller())
        user.refresh_from_db()
        assert {address_change.address_at(user, moment) for moment in moments} == {bob.email}, "a thief's mailbox is forgotten"


def test_a_change_that_is_only_asked_for_moves_no_code() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob = make_person()
        browser = sign_in(bob)
        press(browser, page_of(browser, "/account/email"), "send", email=NEW)
        now.shift(61)
        half_session(Browser(), bob)
        assert Challenge.objects.filter(purpose="email_otp").latest("created_at").address == bob.email
