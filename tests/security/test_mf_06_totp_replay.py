"""MF-06, MF-07: a code of the app is watched and used again, at whichever door. RFC 6238 §5.2; OWASP ASVS 6.5.1.

Twenty at the same time: tests/races/test_codes_once.py.
"""

import pytest
import time_machine

from idp.core import clock
from idp.mfa.models import Authenticator
from idp.sessions.models import Session
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import half_session, signed_in
from tests.security.standing import one_refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.spec("RFC 6238", "5.2", "MUST")
def test_a_used_code_is_refused_in_the_same_and_in_another_browser() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, browser, thief = make_person(totp=True), Browser(), Browser()
        code = alice.totp()
        assert isinstance(browser.submit(half_session(browser, alice), code=code), Arrival)
        place = thief.submit(half_session(thief, alice), code=code)
        assert isinstance(place, Page) and place.status == 422
        assert "already used" in place.text
        event = one_refusal("user:factor:prove", client_id="", ip=thief.ip)
        assert event.reason == "replayed"
    assert Session.objects.count() == 1 and not signed_in(thief) and signed_in(browser)


def test_a_used_code_proves_nothing_anew_for_a_sensitive_page() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, browser = make_person(totp=True), Browser()
        code = alice.totp()
        browser.submit(half_session(browser, alice), code=code)
        now.shift(1)
        sudo = browser.get("/interaction/start?return_to=/account/mfa&level=sudo")
        assert isinstance(sudo, Page) and sudo.slug == "mfa-totp"
        place = browser.submit(sudo, code=code)
        assert isinstance(place, Page) and (place.status, place.slug) == (422, "mfa-totp")


def test_of_many_half_sessions_one_code_completes_one() -> None:
    with time_machine.travel(clock.now(), tick=False):
        alice, code = make_person(totp=True), ""
        halves = [(browser, half_session(browser, alice)) for browser in (Browser() for _ in range(5))]
        code = alice.totp()
        places = [browser.submit(page, code=code) for browser, page in halves]
        step = clock.unix_time() // 30
    assert sum(isinstance(place, Arrival) for place in places) == 1
    assert Session.objects.count() == 1
    assert Authenticator.objects.get().last_step == step
