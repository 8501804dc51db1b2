"""CS-17: a form acts only on what it was shown for, whatever was opened in another tab since. CWE-352; ASVS 3.5.1."""

from datetime import timedelta
from typing import Any

import pytest

from idp.accounts import links, passwords
from idp.accounts.links import Purpose
from idp.accounts.models import Link, User
from idp.core import clock
from idp.interaction.models import Interaction
from tests.factories.mailed_links import NEW_PASSWORD
from tests.factories.people import PASSWORD, make_person
from tests.factories.web_forms import filled, form_of, page_of, press, send, title_of
from tests.rp import Browser, Page
from tests.security.sign_ins import sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
DOORS = {
    Purpose.RESET_PASSWORD: ("save", {"password": NEW_PASSWORD}),
    Purpose.UNDO_EMAIL: ("save", {"password": NEW_PASSWORD}),
    Purpose.INVITATION: ("accept", {"name": "Somebody", "password": NEW_PASSWORD}),
    Purpose.ENROLMENT: ("begin", {}),
    Purpose.NOT_ME: ("not-me", {}),
    Purpose.KEEP_ACCOUNT: ("keep", {}),
}


def link_of(user: User, purpose: Purpose) -> str:
    """The path of a link mailed to this person, who is such that it works."""
    data: dict[str, Any] = {"address": user.email, "interaction": "", "sid": ""}
    if purpose == Purpose.KEEP_ACCOUNT:
        User.objects.filter(pk=user.pk).update(deletion_at=clock.now() + timedelta(days=7))
    if purpose == Purpose.INVITATION:
        User.objects.filter(pk=user.pk).update(email_verified_at=None)
    return links.PATHS[purpose] + links.issue(user, purpose, lifetime=timedelta(hours=1), data=data)


def two_tabs(purpose: Purpose) -> tuple[Browser, Page, User, User]:
    """Bob's form is open; Ada's link was opened in another tab since."""
    ada, bob = (User.objects.get(email=make_person().email) for _ in range(2))
    browser = Browser()
    form = page_of(browser, link_of(bob, purpose))
    assert bob.email in form.text
    assert ada.email in page_of(browser, link_of(ada, purpose)).text
    return browser, form, ada, bob


@pytest.mark.parametrize("purpose", DOORS)
def test_nothing_happens_to_whom_the_form_did_not_name(purpose: Purpose) -> None:
    browser, form, ada, bob = two_tabs(purpose)
    button, answers = DOORS[purpose]
    path = str(form_of(form, button)["action"])
    answer = Page(send(browser, path, filled(form, button, **answers)), path)
    assert (answer.status, title_of(answer).partition(" ·")[0]) == (409, "Another link was opened since"), answer.text
    for person in (ada, bob):
        before, now = person, User.objects.get(pk=person.pk)
        assert passwords.check(now, PASSWORD) and now.epoch == before.epoch
    assert not Link.objects.exclude(spent_at=None).exists() and not Interaction.objects.exists()


@pytest.mark.parametrize("purpose", DOORS)
def test_the_page_leads_on_with_the_link_opened_last(purpose: Purpose) -> None:
    browser, form, ada, _bob = two_tabs(purpose)
    button, answers = DOORS[purpose]
    path = str(form_of(form, button)["action"])
    refused = Page(send(browser, path, filled(form, button, **answers)), path)
    on = refused.soup.find(id="go-on")
    assert on is not None
    page = page_of(browser, str(on["href"]))
    assert ada.email in page.text
    assert press(browser, page, button, **answers).status == 200
    assert Interaction.objects.exists() if purpose == Purpose.ENROLMENT else Link.objects.exclude(spent_at=None).exists()


def test_a_form_of_who_was_signed_in_before_changes_nothing_of_who_is_now() -> None:
    """The account's own forms: somebody else has signed in in this browser while Bob's form was open."""
    bob, ada = make_person(), make_person()
    browser = sign_in(bob)
    form = page_of(browser, "/account/password")
    assert form.soup.find(id="save") is not None
    press(browser, page_of(browser, "/account"), "sign-out")
    page = page_of(browser, "/account")
    page = press(browser, page, "sign-in", username=ada.email, password=PASSWORD)
    browser.submit(page, code=ada.mailed_code())
    assert signed_in(browser)
    answer = send(browser, "/account/password", filled(form, "save", current_password=PASSWORD, password=NEW_PASSWORD))
    assert answer.status_code == 403 and "again" in answer.content.decode()
    assert all(passwords.check(user, PASSWORD) for user in User.objects.all())
