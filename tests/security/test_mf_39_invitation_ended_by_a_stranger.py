"""MF-39: a stranger registers an invited address: the newcomer's link must outlive it, and the stranger gain nothing."""

import pytest

from idp.accounts import links, services
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.lifecycle import administration, directory
from idp.lifecycle.administration import Deed
from tests.factories.accounts import browser as caller
from tests.factories.mailed_links import mailed_link
from tests.factories.web_forms import page_of, press
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "carol@example.org"
OURS, THEIRS = "another rather long sentence", "a stranger's rather long sentence"
STAFF = Deed(by=None, reason="a test")


def invited() -> User:
    return administration.invite(EMAIL, STAFF)


def test_the_link_of_the_newcomer_still_works_and_sets_the_newcomers_password() -> None:
    user = invited()
    link = mailed_link(EMAIL)
    services.register(EMAIL, THEIRS, "Mallory", binding="interaction:x", ip="203.0.113.9", request=caller())
    assert directory.know(User.objects.get(pk=user.pk)).invitation is not None
    browser = Browser()
    page = page_of(browser, link)
    assert page.status == 200
    press(browser, page, "accept", name="Carol", password=OURS)
    user.refresh_from_db()
    assert (user.check_password(OURS), user.check_password(THEIRS), user.name) == (True, False, "Carol")


def test_a_role_given_before_the_newcomer_comes_does_not_end_it() -> None:
    user = invited()
    link = mailed_link(EMAIL)
    assert administration.change_roles(user, STAFF, is_admin=False, is_helpdesk=True)
    assert page_of(Browser(), link).status == 200


def test_locking_sending_again_and_taking_back_still_end_it() -> None:
    user = invited()
    first = mailed_link(EMAIL)
    administration.lock(user, STAFF)
    assert page_of(Browser(), first).status == 410
    administration.unlock(user, STAFF)
    administration.resend_invitation(user, STAFF)
    assert page_of(Browser(), first).status == 410
    second = mailed_link(EMAIL)
    token = second.rsplit("/", 1)[-1]
    assert links.find(token, Purpose.INVITATION) is not None
    administration.revoke_invitation(user, STAFF)
    assert page_of(Browser(), second).status == 410
