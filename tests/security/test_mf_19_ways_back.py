"""MF-19: mailed links that deny a sign-in or keep an account: twice, late, of another purpose, of another person, truncated."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import deletion as grace
from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import deletion, not_me
from idp.sessions.models import Session
from tests.factories.account_api import make_person, make_session
from tests.factories.mailed_links import choose_password, forget_password
from tests.factories.web_forms import page_of, press
from tests.integration.web.test_account_data import mailed_link
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = "http://localhost:8000"


def denial(session: Session) -> str:
    return not_me.link_for(session).removeprefix(ORIGIN)


def keeping(user: User) -> str:
    deletion.ask(user)
    return mailed_link(Person(user.email, ""), "keep")


def dead(link: str) -> None:
    place = Browser().get(link)
    assert isinstance(place, Page) and place.status == 410
    assert place.soup.find("a", href="/account") is not None  # a way on


def test_each_works_once() -> None:
    user = make_person()
    for link, button in ((denial(make_session(user)), "not-me"), (keeping(user), "keep")):
        browser = Browser()
        press(browser, page_of(browser, link), button)
        dead(link)


def test_each_ends_in_time() -> None:
    user = make_person()
    links = (denial(make_session(user)), keeping(user))
    with time_machine.travel(clock.now() + timedelta(days=14, seconds=1), tick=False):
        for link in links:
            dead(link)


def test_neither_opens_the_other_door_nor_that_of_a_new_password() -> None:
    user = make_person()
    link, other = denial(make_session(user)), keeping(user)
    dead(link.replace("not-me", "keep"))
    dead(other.replace("keep", "not-me"))
    for one in (link, other):
        place = Browser().get(f"/password/reset/{one.rpartition('/')[2]}")
        assert isinstance(place, Page) and place.status >= 400


@pytest.mark.parametrize("cut", [slice(0, -1), slice(0, 10), slice(0, 0)])
def test_a_truncated_or_altered_token_is_none(cut: slice) -> None:
    link = denial(make_session(make_person()))
    path, _, token = link.rpartition("/")
    if token[cut]:
        dead(f"{path}/{token[cut]}")
    dead(f"{path}/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}")
    dead(f"{path}/{token.upper()}")


def test_a_kept_account_s_link_is_dead_and_a_second_request_has_its_own() -> None:
    user = make_person()
    first = keeping(user)
    grace.cancel(user)
    dead(first)
    second = keeping(User.objects.get(pk=user.pk))
    dead(first)
    assert page_of(Browser(), second).status == 200


def test_a_thief_who_changes_the_password_does_not_close_the_way_to_deny_the_sign_in() -> None:
    user = make_person()
    session = make_session(user)
    link = denial(session)
    User.objects.filter(pk=user.pk).update(epoch=user.epoch + 1)
    browser = Browser()
    assert press(browser, page_of(browser, link), "not-me").status == 200
    assert Session.objects.get(pk=session.pk).end_reason == "denied by the person"


def test_whoever_answers_a_deletion_by_a_new_password_can_still_keep_the_account() -> None:
    user = make_person()
    link = keeping(user)
    choose_password(Browser(), forget_password(user.email))
    browser = Browser()
    assert press(browser, page_of(browser, link), "keep").status == 200
    assert User.objects.get(pk=user.pk).deletion_at is None
    dead(link)


def test_a_locked_person_s_links_are_dead() -> None:
    user = make_person()
    link = denial(make_session(user))
    User.objects.filter(pk=user.pk).update(is_active=False)
    dead(link)
