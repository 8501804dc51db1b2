"""MF-41: a thief who was signed out from elsewhere comes back with the same browser, hoping that nobody is told. ASVS 6.3.5."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from idp.core import clock
from idp.lifecycle import sign_out
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Person
from tests.security.test_mf_34_new_browsers import known, told

pytestmark = pytest.mark.django_db(transaction=True)


def comes_back(browser: Browser, person: Person, minutes: int) -> int:
    """Sign in again with a browser whose session ended; how many mails that makes."""
    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        browser.http.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        make_rp(trusted=True).begin().sign_in(browser, person)
        return told(person)


@pytest.mark.parametrize("door", ["one", "others"])
def test_the_owner_is_told_again(door: str) -> None:
    alice = make_person(totp=True)
    own, thief = known(alice), Browser()
    assert comes_back(thief, alice, 2) == 1
    here, there = Session.objects.order_by("pk")
    assert here.user is not None
    if door == "one":
        assert sign_out.one(here.user, there.sid, by=here.sid)
    else:
        assert sign_out.others(here.user, keep=here.pk) == 1
    assert comes_back(thief, alice, 4) == 2
    assert comes_back(own, alice, 6) == 2  # the browser that sent it away is known as before


@pytest.mark.parametrize("door", ["one", "others"])
def test_who_signs_the_own_browser_out_stays_known(door: str) -> None:
    alice = make_person(totp=True)
    own = known(alice)
    session = Session.objects.get()
    assert session.user is not None
    if door == "one":
        assert sign_out.one(session.user, session.sid, by=session.sid)
    else:
        assert sign_out.others(session.user, keep=session.pk) == 0
    assert comes_back(own, alice, 2) == 0
