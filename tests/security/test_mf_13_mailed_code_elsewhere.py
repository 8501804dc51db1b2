"""MF-13: a code sent by e-mail is brought to another sign-in, browser or purpose, or too late. OWASP ASVS 6.5.5, 6.6.2."""

import pytest
import time_machine

from idp import mfa
from idp.accounts.models import Challenge, User
from idp.core import clock
from idp.sessions.models import Session
from tests.factories.accounts import browser as request_of
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import half_session

pytestmark = pytest.mark.django_db(transaction=True)


def refused(place: Page | Arrival) -> None:
    assert isinstance(place, Page) and place.status in (422, 429) and "/interaction/" in place.path
    assert not Session.objects.exists()


@pytest.mark.parametrize("same_browser", [True, False])
def test_the_code_of_one_sign_in_is_wrong_in_another(same_browser: bool) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob, browser = make_person(), Browser()
        first = half_session(browser, bob)
        code = bob.mailed_code()
        now.shift(61)  # so that the second one gets a code of its own
        other = browser if same_browser else Browser()
        second = half_session(other, bob)
        assert Challenge.objects.filter(purpose="email_otp").count() == 2
        refused(other.submit(second, code=code))
        assert isinstance(browser.submit(first, code=code), Arrival)


def test_a_new_code_replaces_the_old_one() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob, browser = make_person(), Browser()
        page = half_session(browser, bob)
        old = bob.mailed_code()
        now.shift(61)
        page = browser.submit(page, resend="1")
        new = bob.mailed_code()
        if old != new:
            refused(browser.submit(page, code=old))
        assert isinstance(browser.submit(page, code=new), Arrival)


@pytest.mark.parametrize(("seconds", "accepted"), [(299, True), (301, False)])
def test_it_works_for_five_minutes(seconds: int, accepted: bool) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob, browser = make_person(), Browser()
        page = half_session(browser, bob)
        code = bob.mailed_code()
        now.shift(seconds)
        assert isinstance(browser.submit(page, code=code), Arrival) is accepted


def test_another_browser_does_not_reach_the_page() -> None:
    bob, browser, thief = make_person(), Browser(), Browser()
    page = half_session(browser, bob)
    code = bob.mailed_code()
    place = thief.submit(page, code=code)
    assert isinstance(place, Page) and place.status == 400 and "no longer valid" in place.text
    assert not Session.objects.exists()


def test_it_is_good_once() -> None:
    bob, browser = make_person(), Browser()
    page = half_session(browser, bob)
    code = bob.mailed_code()
    assert isinstance(browser.submit(page, code=code), Arrival)
    binding = Challenge.objects.get().binding
    twice = mfa.verify(User.objects.get(), "email_otp", code, binding=binding, request=request_of())
    assert isinstance(twice, mfa.Rejected) and twice.reason == "replayed"
    again = half_session(other := Browser(), bob)
    place = other.submit(again, code=code)
    assert isinstance(place, Page) and place.status == 422


def test_a_sign_in_code_proves_no_address() -> None:
    """The same person, two purposes: the code of one is wrong for the other."""
    with time_machine.travel(clock.now(), tick=False):
        bob, eve, browser, other = make_person(), make_person(), Browser(), Browser()
        half_session(browser, bob)
        code = bob.mailed_code()
        flow = make_rp().begin(prompt="create")
        page = eve.walk(other, flow.open(other), until="register")
        assert isinstance(page, Page)
        answers = {"email": "new@example.org", "password": "a rather long sentence", "name": "New"}
        verify = other.submit(page, **answers)
        assert isinstance(verify, Page) and verify.slug == "verify-email"
        refused(other.submit(verify, code=code))
