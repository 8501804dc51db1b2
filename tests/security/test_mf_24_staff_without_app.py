"""MF-24: somebody of the staff who has no authenticator app resets another's second factor. Source: ASVS 7.5.3; RFC 9470.

Password and mailbox are what a thief of a mailbox has: with them alone nobody may take another's app away.
"""

import pytest

from idp.accounts.models import User
from idp.mfa.models import Authenticator
from idp.sessions.models import Session
from tests.factories.people import make_person
from tests.factories.web_forms import filled, make_admin, make_helpdesk, page_of, send
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)
ROLES = [
    ("is_helpdesk", "/manage/users"),
    ("is_admin", "/manage/users"),
    ("is_admin", "/manage/clients"),
    ("is_admin", "/admin/"),
]


def by_mailbox(person: Person) -> Browser:
    """A browser with a session fresh by password and mailed code, which is the best that this person has."""
    browser = Browser()
    assert person.walk(browser, browser.get("/account/mfa")).path == "/account/mfa"
    assert Session.objects.get(user__email=person.email).fresh_acr == "2fa-email"
    return browser


@pytest.mark.parametrize(("role", "path"), ROLES)
def test_password_and_mailbox_open_no_staff_page(role: str, path: str) -> None:
    browser = by_mailbox(make_person(**{role: True}))
    answer = browser.http.get(path)
    assert answer.status_code in {302, 303}
    place = page_of(browser, path)
    assert place.slug == "login"  # the password, then the mailbox, then the app


@pytest.mark.parametrize("level", ["", "&level=sudo"])
def test_a_weaker_level_asked_for_by_hand_opens_none(level: str) -> None:
    person = make_person(is_helpdesk=True)
    browser = by_mailbox(person)
    browser.get(f"/interaction/start?return_to=/manage/users{level}")
    assert browser.http.get("/manage/users").status_code == 303


def test_the_form_that_was_open_changes_nothing() -> None:
    browser, _ = make_helpdesk()
    target = User.objects.get(email=make_person(totp=True).email)
    path = f"/manage/users/{target.sub}"
    form = filled(page_of(browser, f"{path}?ask=reset-mfa"), "confirm", reason="x")
    Authenticator.objects.filter(user__is_helpdesk=True).delete()
    Session.objects.update(fresh_acr="2fa-email")
    assert send(browser, path, form).status_code == 303
    assert Authenticator.objects.filter(user=target).exists()


def test_whoever_has_none_sets_one_up_on_the_way_and_stands_on_the_page() -> None:
    person, browser, seen = make_person(is_helpdesk=True), Browser(), list[str]()
    place = person.walk(browser, browser.get("/manage/users"), seen=seen)
    assert isinstance(place, Page) and (place.status, place.path) == (200, "/manage/users")
    assert seen == ["login", "mfa-email", "enrol-totp", "recovery-codes"]


def test_an_app_removed_since_is_set_up_anew() -> None:
    """The session keeps the acr of the app that was; the page wants one that can be asked again."""
    browser, _ = make_admin()
    Authenticator.objects.all().delete()
    Session.objects.update(fresh_at=None)
    assert page_of(browser, "/manage/users").slug == "login"
