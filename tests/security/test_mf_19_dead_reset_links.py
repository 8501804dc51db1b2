"""MF-19: a reset link twice, late, outdated, altered, at another door. OWASP ASVS 6.4.1."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from idp.accounts import links, passwords
from idp.accounts import services as accounts
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import sign_out
from idp.mfa import enrolment
from idp.sessions.models import Deployment
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password
from tests.factories.people import PASSWORD, make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Browser, Person

pytestmark = pytest.mark.django_db(transaction=True)
ENDS: dict[str, Callable[[User], object]] = {
    "the password was changed": lambda user: accounts.set_password(user, "a third rather long sentence"),
    "everybody was signed out": lambda user: sign_out.everywhere(user, "test"),
    "the factors were reset": enrolment.reset,
    "the account was disabled": lambda user: accounts.update_user(user, is_active=False),
    "a right was given": lambda user: accounts.update_user(user, is_admin=True),
    "the deployment was restored": lambda user: Deployment.objects.create(epoch=1),
}


def dead(browser: Browser, link: str, person: Person) -> bool:
    page = page_of(browser, link)
    return page.status == 410 and not passwords.check(User.objects.get(email=person.email), NEW_PASSWORD)


@pytest.mark.parametrize("end", ENDS)
def test_after(end: str) -> None:
    alice, browser = make_person(), Browser()
    link = forget_password(alice.email)
    form = page_of(browser, link)
    ENDS[end](User.objects.get(email=alice.email))
    assert press(browser, form, "save", password=NEW_PASSWORD).status == 410, "also from a page opened before"
    assert dead(Browser(), link, alice)


def test_after_thirty_minutes() -> None:
    alice, browser = make_person(), Browser()
    with time_machine.travel(clock.now(), tick=False) as now:
        link = forget_password(alice.email)
        form = page_of(browser, link)
        now.shift(1799)
        assert page_of(Browser(), link).status == 200
        now.shift(1)
        assert press(browser, form, "save", password=NEW_PASSWORD).status == 410
        assert dead(Browser(), link, alice)


def test_twice() -> None:
    alice = make_person()
    link = forget_password(alice.email)
    choose_password(Browser(), link)
    assert page_of(Browser(), link).status == 410


def test_the_link_of_one_changes_nothing_of_another() -> None:
    alice, bob = make_person(), make_person()
    choose_password(Browser(), forget_password(bob.email))
    assert passwords.check(User.objects.get(email=alice.email), PASSWORD)


@pytest.mark.parametrize(
    "alter",
    [
        lambda t: t[:-1],
        lambda t: t + "A",
        lambda t: t.replace("gl_", ""),
        lambda t: "gl_" + t[3:].swapcase(),  # the shape of a token: its digest is looked for
        lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"),
    ],
)
def test_truncated_or_altered(alter: Callable[[str], str]) -> None:
    alice = make_person()
    start, token = forget_password(alice.email).rsplit("/", 1)
    assert dead(Browser(), f"{start}/{alter(token)}", alice)


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose != Purpose.RESET_PASSWORD])
def test_a_link_for_another_door(purpose: Purpose) -> None:
    alice = make_person()
    token = links.issue(User.objects.get(email=alice.email), purpose, lifetime=timedelta(hours=1))
    assert dead(Browser(), f"/password/reset/{token}", alice)
