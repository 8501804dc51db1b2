"""MF-46: whoever reads the mailbox chooses a new password by its link and takes the code that goes there as well.

A person with an authenticator app is not opened by one mailbox. Spec: NIST SP 800-63B §3.1.3.1, §4.2; OWASP ASVS 6.4.3.
"""

import pytest
import time_machine

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock
from idp.lifecycle import why
from idp.limits import guesses
from idp.sessions.models import Session
from tests.factories.accounts import letters
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import another_way, at, half_session, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)


def reset(person: Person) -> None:
    """Whoever reads this mailbox chooses a new password."""
    choose_password(Browser(), forget_password(person.email))
    person.password = NEW_PASSWORD


def test_the_mailbox_alone_opens_no_account_with_an_app() -> None:
    alice, thief = make_person(totp=True), Browser()
    reset(alice)
    page = half_session(thief, alice)
    ways = at(thief, page, "mfa")
    assert "way-email_otp" not in ways.response.content.decode()
    assert "a code by e-mail is not enough" in ways.text
    place = thief.submit(ways, method="email_otp")
    assert isinstance(place, Page) and place.status == 422
    place = thief.submit(at(thief, page, "mfa-email"), resend="1")
    assert isinstance(place, Page) and place.slug == "mfa", "no code is sent"
    assert not Session.objects.filter(user__email=alice.email).exists()
    told = [letter.text for letter in letters(alice.email) if letter.subject == "Your password was changed"]
    assert "a code by e-mail is not enough until then" in told[-1]


@pytest.mark.parametrize("way", ["totp", "recovery"])
def test_the_app_or_a_recovery_code_used_once_brings_codes_by_mail_back(way: str) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, browser, later = make_person(totp=True), Browser(), Browser()
        reset(alice)
        page = half_session(browser, alice)
        if way == "recovery":
            page = another_way(browser, page, "recovery")
        assert isinstance(browser.submit(page, code=alice.totp() if way == "totp" else alice.recovery_codes[0]), Arrival)
        now.shift(61)
        page = another_way(later, half_session(later, alice), "email_otp")
        assert isinstance(later.submit(page, code=alice.mailed_code()), Arrival)


def test_without_an_app_the_mailbox_was_all_there_ever_was() -> None:
    bob, browser = make_person(), Browser()
    reset(bob)
    assert isinstance(browser.submit(half_session(browser, bob), code=bob.mailed_code()), Arrival)
    assert Session.objects.get(user__email=bob.email, ended_at=None).acr == "2fa-email"


def test_a_code_that_waited_before_the_reset_does_not_count_after_it() -> None:
    alice, thief = make_person(totp=True), Browser()
    page = another_way(thief, half_session(thief, alice), "email_otp")
    code = alice.mailed_code()
    reset(alice)
    place = thief.submit(page, code=code)
    assert isinstance(place, Page) and not Session.objects.filter(ended_at=None).exists()


def test_the_password_given_by_its_owner_in_a_session_is_no_mailboxs() -> None:
    alice = make_person(totp=True)
    reset(alice)
    user = User.objects.get(email=alice.email)
    assert user.password_by_mail
    from_within = Browser()
    assert isinstance(from_within.submit(half_session(from_within, alice), code=alice.totp()), Arrival)
    user.refresh_from_db()
    assert not user.password_by_mail
    decided = Event.objects.filter(action=Action.AUTHORIZATION_DECIDE).latest("pk")
    assert why.report(decided.reference)["facts"]["person"]["password_by_mail"] is False


def test_each_mailed_link_is_not_worth_more_guesses_at_the_app() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, judged = make_person(totp=True), 0
        for number in range(3):
            thief, alice.password = Browser(), f"{NEW_PASSWORD} {number}"
            choose_password(thief, forget_password(alice.email), alice.password)
            page = half_session(thief, alice)
            for _ in range(guesses.FREE):
                place = thief.submit(page, code=wrong_code(alice))
                assert isinstance(place, Page)
                judged += place.status == 422
        assert judged == guesses.FREE
