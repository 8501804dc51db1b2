"""MF-47: what was ended comes back by no detour: a seed imported again, an account locked and unlocked. RFC 6238 §5.2."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from idp.accounts import links, people
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import administration
from idp.lifecycle.administration import Deed
from idp.mfa import enrolment
from idp.mfa.models import Authenticator
from tests.factories.people import make_person
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import half_session

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Deed(by=None, reason="a test")


def _remove(user: User) -> None:
    handle = Authenticator.objects.get(user=user).handle
    enrolment.remove(user, handle, request=None)


@pytest.mark.parametrize("how", [_remove, enrolment.reset], ids=["removed", "reset by the staff"])
def test_a_code_is_not_accepted_again_when_its_seed_comes_back(how: Callable[[User], object]) -> None:
    alice = make_person(totp=True)
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False) as now:
        code = alice.totp()
        assert enters(alice, code)
        user = User.objects.get()
        how(user)
        assert enrolment.import_totp(user, alice.totp_secret, "phone")
        assert not enters(alice, code)
        now.shift(30)
        assert enters(alice, alice.totp())


def enters(person: Person, code: str) -> bool:
    browser = Browser()
    place = browser.submit(half_session(browser, person), code=code)
    return not (isinstance(place, Page) and place.slug == "mfa-totp")  # else codes to save come next, for there are none


def _by_staff(user: User) -> None:
    administration.lock(user, STAFF)
    administration.unlock(user, STAFF)


def _by_file(user: User) -> None:
    people.update_user(user, is_active=False)
    people.update_user(user, is_active=True)


@pytest.mark.parametrize("how", [_by_staff, _by_file], ids=["by the staff", "by a file"])
@pytest.mark.parametrize("purpose", Purpose)
def test_no_link_of_before_works_after_a_lock(how: Callable[[User], None], purpose: Purpose) -> None:
    user = User.objects.get(email=make_person().email)
    if purpose == Purpose.INVITATION:
        User.objects.update(email_verified_at=None)
    if purpose == Purpose.KEEP_ACCOUNT:
        User.objects.update(deletion_at=clock.now() + timedelta(days=7))
    data = {"address": user.email, "sid": "x", "interaction": ""}
    path = links.PATHS[purpose] + links.issue(user, purpose, lifetime=timedelta(hours=1), data=data)
    assert status(path) == 200
    how(user)
    assert User.objects.get().is_active and status(path) == 410


def status(path: str) -> int:
    page = Browser().get(path)
    assert isinstance(page, Page)
    return page.status
