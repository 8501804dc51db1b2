"""MF-32, MF-21: the helpdesk resets alice's factors; mailbox and password together enrol anew. ASVS 6.3.7, 6.4.4."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import links
from idp.accounts.links import Purpose
from idp.accounts.models import Link, User
from idp.accounts.people import raise_epoch
from idp.audit.models import Event
from idp.core import clock
from idp.mfa.models import Authenticator, RecoveryCode
from tests.factories.accounts import letters
from tests.factories.mailed_links import mailed_link
from tests.factories.people import PASSWORD, make_person, make_rp
from tests.factories.web_forms import make_helpdesk, page_of, press
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import policy, sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def reset(alice: Person) -> Page:
    browser, _ = make_helpdesk()
    sub = User.objects.get(email=alice.email).sub
    return press(browser, page_of(browser, f"/manage/users/{sub}?ask=reset-mfa"), "confirm", reason="called back")


def begin(link: str, browser: Browser | None = None) -> Page:
    browser = browser or Browser()
    return press(browser, page_of(browser, link), "begin")


def test_sessions_factors_and_tokens_die_and_the_owner_is_told() -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True)
    browser = sign_in(alice)
    tokens = rp.begin().tokens(browser, alice)
    page = reset(alice)
    assert not signed_in(browser)
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert (
        not Authenticator.objects.filter(user__email=alice.email).exists()
        and not RecoveryCode.objects.filter(set__user__email=alice.email).exists()
    )
    event = Event.objects.get(action="user:factor:reset")
    assert (event.reason, event.subject) == ("called back", User.objects.get(email=alice.email).sub)
    told = [letter.subject for letter in letters(alice.email)]
    assert told[-2:] == ["Two-step sign-in was reset", "Set up two-step sign-in again"]
    assert "gl_" not in page.response.content.decode(), "the link is shown to nobody"


@pytest.mark.parametrize("email_code", ["always", "never"])
def test_the_link_and_the_password_lead_to_a_new_app(email_code: str, settings: object) -> None:
    """Also where no code goes by e-mail: the link has proved the mailbox."""
    policy(settings, email_code=email_code)
    alice, browser = make_person(totp=True), Browser()
    reset(alice)
    page = begin(mailed_link(alice.email), browser)
    assert page.slug == "login" and not signed_in(browser), "a link signs nobody in"
    wrong = browser.submit(page, username=alice.email, password="not the password of alice")
    assert isinstance(wrong, Page) and wrong.status == 422
    place = browser.submit(wrong, username=alice.email, password=PASSWORD)
    assert isinstance(place, Page) and place.slug == "enrol-totp"
    assert not signed_in(browser)
    alice.totp_secret = ""
    end = alice.walk(browser, place)
    assert isinstance(end, Page) and end.path == "/account" and signed_in(browser)
    assert User.objects.get(email=alice.email).sessions.get(ended_at=None).acr == "mfa"


def test_the_link_proves_no_mailbox_but_its_owners() -> None:
    """Mallory opens alice's link with her own password: she is asked for alice's."""
    alice, mallory, browser = make_person(totp=True), make_person(), Browser()
    reset(alice)
    page = begin(mailed_link(alice.email), browser)
    place = browser.submit(page, username=mallory.email, password=PASSWORD)
    assert isinstance(place, Page) and place.slug == "login"
    assert f"was mailed to {alice.email}" in place.text and "Go back to the app" not in place.text
    assert not signed_in(browser)


def test_once_in_time_and_only_the_newest() -> None:
    alice = make_person(totp=True)
    reset(alice)
    first = mailed_link(alice.email)
    reset(alice)
    assert page_of(Browser(), first).status == 410, "another reset ended it"
    second = mailed_link(alice.email)
    assert second != first
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1), tick=False):
        assert page_of(Browser(), second).status == 410
    alice.totp_secret, browser = "", Browser()
    alice.walk(browser, begin(second, browser))
    assert "has been used" in page_of(Browser(), second).text


def test_nothing_is_used_up_before_the_new_app_is_confirmed() -> None:
    """Continue, then the wrong person, then nobody; another device begins anew and is done; the first one is too late."""
    alice, first, second = make_person(totp=True), Browser(), Browser()
    reset(alice)
    link = mailed_link(alice.email)
    begin(link)  # whoever clicked without a password
    page = begin(link, first)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        waiting = first.submit(page, username=alice.email, password=PASSWORD)
        assert isinstance(waiting, Page) and waiting.slug == "enrol-totp", "the link still stands for the mailbox"
        place = second.submit(begin(link, second), username=alice.email, password=PASSWORD)
        assert isinstance(place, Page) and place.slug == "enrol-totp"
        late = alice.answers(waiting)
        alice.totp_secret = ""
        assert isinstance(alice.walk(second, place), Page) and signed_in(second)
        assert page_of(Browser(), link).status == 410
        after = first.submit(waiting, **late)
        assert isinstance(after, Page) and after.slug == "mfa-totp" and not signed_in(first)
    assert Authenticator.objects.filter(user__email=alice.email).count() == 1


@pytest.mark.parametrize("ended", ["time", "link", "account"])
def test_the_link_stands_for_the_mailbox_only_while_it_lives(ended: str) -> None:
    alice, browser = make_person(totp=True), Browser()
    reset(alice)
    page = begin(mailed_link(alice.email), browser)
    user = User.objects.get(email=alice.email)
    if ended == "link":
        links.end(user, Purpose.ENROLMENT)
    if ended == "account":
        raise_epoch(user)
    with time_machine.travel(clock.now() + timedelta(hours=23 if ended != "time" else 0), tick=False):
        if ended == "time":
            Link.objects.update(expires_at=clock.now())
        place = browser.submit(page, username=alice.email, password=PASSWORD)
        assert isinstance(place, Page) and place.slug == "mfa-email", "a code is asked for instead"


def test_a_link_that_ends_before_the_code_is_typed_adds_no_app() -> None:
    alice, browser = make_person(totp=True), Browser()
    reset(alice)
    place = browser.submit(begin(mailed_link(alice.email), browser), username=alice.email, password=PASSWORD)
    assert isinstance(place, Page) and place.slug == "enrol-totp"
    answers = alice.answers(place)
    links.end(User.objects.get(email=alice.email), Purpose.ENROLMENT)
    after = browser.submit(place, **answers)
    assert isinstance(after, Page) and after.slug == "mfa-email"
    assert not Authenticator.objects.filter(user__email=alice.email).exclude(confirmed_at=None).exists()


def test_the_proof_of_the_mailbox_dies_with_the_epoch() -> None:
    alice, other = make_person(totp=True), Browser()
    reset(alice)
    page = begin(mailed_link(alice.email), other)
    User.objects.filter(email=alice.email).update(epoch=99)
    place = other.submit(page, username=alice.email, password=PASSWORD)
    assert isinstance(place, Page) and place.slug == "mfa-email"


def test_a_link_of_another_purpose_opens_nothing_here() -> None:
    alice = make_person(totp=True)
    reset(alice)
    token = mailed_link(alice.email).rpartition("/")[2]
    for door in ("invitation", "password/reset", "account/email/undo"):
        assert page_of(Browser(), f"/{door}/{token}").status in {404, 410}
    assert page_of(Browser(), "/enrolment/gl_" + "A" * 43).status == 410
