"""MF-38, MF-19: a thief with a live session changes the address and all that follows; the owner's old mailbox takes it back."""

from collections.abc import Callable

import pytest
import time_machine

from idp.accounts import links, passwords
from idp.accounts import services as accounts
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import deletion, sign_out
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password, mailed_link, mails_to
from tests.factories.people import PASSWORD, make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
THIEF = "thief@example.org"


def stolen() -> tuple[Person, Browser, str]:
    """The owner, the thief's browser, and the link in the owner's old mailbox."""
    alice = make_person(totp=True)
    thief = sign_in(alice)
    change_address(thief, THIEF)
    return alice, thief, mailed_link(alice.email)


def change_address(browser: Browser, email: str) -> None:
    page = press(browser, page_of(browser, "/account/email"), "send", email=email)
    done = press(browser, page, "verify", code=Person(email).mailed_code())
    assert done.path == "/account", done.text


NEXT: dict[str, Callable[[Browser, User], object]] = {
    "nothing": lambda browser, user: None,
    "the password": lambda browser, user: press(
        browser, page_of(browser, "/account/password"), "save", current_password=PASSWORD, password="only the thief knows it"
    ),
    "the password, by a reset": lambda browser, user: choose_password(
        browser, forget_password(THIEF), "only the thief knows it"
    ),
    "every session": lambda browser, user: sign_out.everywhere(user, "test"),
    "the address again": lambda browser, user: change_address(browser, "second@example.org"),
    "deletion asked": lambda browser, user: deletion.ask(user),
}


@pytest.mark.parametrize("act", NEXT)
def test_the_owner_gets_it_back_after(act: str) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, thief, link = stolen()
        now.shift(61)
        NEXT[act](thief, User.objects.get())
        owner = Browser()
        done = choose_password(owner, link)
        assert done.path == "/account/email/undone", done.text
        user = User.objects.get()
        assert user.email == alice.email and user.deletion_at is None
        assert passwords.check(user, NEW_PASSWORD) and not passwords.check(user, "only the thief knows it")
        assert not signed_in(thief) and not signed_in(owner), "it ends sessions and makes none"
        now.shift(31)
        alice.password = NEW_PASSWORD
        place = owner.get("/account")
        assert isinstance(place, Page)
        assert owner.submit(place, username=alice.email, password=NEW_PASSWORD).slug == "mfa-totp"


def test_the_thief_cannot_take_it_back_in_turn() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        _alice, thief, link = stolen()
        now.shift(61)
        change_address(thief, "second@example.org")
        thiefs_link = mailed_link(THIEF)
        reset = forget_password("second@example.org")
        choose_password(Browser(), link)
        assert page_of(Browser(), thiefs_link).status == 410
        assert page_of(Browser(), reset).status == 410
        assert not any("/account/email/undo/" in text for text in mails_to("second@example.org"))


@pytest.mark.parametrize("case", ["twice", "after 72 hours", "altered", "of a disabled account", "at the reset door"])
def test_the_link_itself_is_as_strict_as_any(case: str) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        _alice, _thief, link = stolen()
        if case == "twice":
            choose_password(Browser(), link)
        elif case == "after 72 hours":
            now.shift(72 * 3600)
        elif case == "altered":
            link = link[:-1] + ("A" if link[-1] != "A" else "B")
        elif case == "of a disabled account":
            accounts.update_user(User.objects.get(), is_active=False)
        else:
            link = link.replace("/account/email/undo/", "/password/reset/")
        assert page_of(Browser(), link).status == 410


def test_it_works_to_the_last_minute_and_opening_it_changes_nothing() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, _thief, link = stolen()
        now.shift(72 * 3600 - 1)
        for _ in range(3):
            assert page_of(Browser(), link).status == 200
        assert User.objects.get().email == THIEF
        assert choose_password(Browser(), link).path == "/account/email/undone"
        assert User.objects.get().email == alice.email


def test_without_a_new_password_nothing_is_taken_back() -> None:
    _alice, thief, link = stolen()
    refused = choose_password(Browser(), link, "")
    assert refused.status == 422 and User.objects.get().email == THIEF and signed_in(thief)
    assert links.find(link.rsplit("/", 1)[1], Purpose.UNDO_EMAIL) is not None
