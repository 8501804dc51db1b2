"""MF-14, MF-16: mallory, who has the password, guesses at the mailed code or has one after another sent. ASVS 6.6.3, 6.6.4."""

import pytest
import time_machine

from idp.accounts.models import Challenge
from idp.audit.models import Event
from idp.core import clock
from tests.factories.people import make_person
from tests.factories.web_forms import waits_at_the_button
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import another_way, half_session

pytestmark = pytest.mark.django_db(transaction=True)


def codes_sent() -> int:
    return Event.objects.filter(action="user:factor:send", outcome="success").count()


def test_five_wrong_tries_end_a_code_whoever_is_patient() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob, browser = make_person(), Browser()
        page = half_session(browser, bob)
        right = bob.mailed_code()
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        statuses = [browser.submit(page, code=wrong).response.status_code for _ in range(5)]
        now.shift(31)  # the person's budget is free again, the code is not
        place = browser.submit(page, code=right)
        assert statuses == [422] * 5
        assert isinstance(place, Page) and place.status == 422 and "Send a new one" in place.text
        assert Challenge.objects.get().attempts == 5


def test_asking_again_and_again_sends_one_a_minute_and_five_an_hour() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob, browser = make_person(), Browser()
        page = half_session(browser, bob)
        for _ in range(20):
            place = browser.submit(page, resend="1")
            assert isinstance(place, Page) and place.response["Retry-After"] == "60"
            waits_at_the_button(place, "resend", "You can ask again in 60 seconds.")
        assert codes_sent() == 1
        for _ in range(8):
            now.shift(61)
            place = browser.submit(page, resend="1")
        assert codes_sent() == 5
        assert isinstance(place, Page)
        waits_at_the_button(place, "resend", f"You can ask again in {-(-int(place.response['Retry-After']) // 60)} minutes.")


def test_many_sign_ins_from_one_network_share_one_budget_of_mails() -> None:
    with time_machine.travel(clock.now(), tick=False):
        bob = make_person()
        for number in range(4):
            half_session(Browser(ip=f"203.0.113.{number}"), bob)
        assert codes_sent() == 1


def test_many_networks_share_what_one_mailbox_has_to_bear() -> None:
    with time_machine.travel(clock.now(), tick=False):
        bob = make_person()
        for number in range(25):
            half_session(Browser(ip=f"10.0.{number}.7"), bob)
        assert codes_sent() == 20


def test_the_owner_of_an_app_gets_in_while_mallory_has_codes_sent() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, mallory, browser = make_person(totp=True), Browser(), Browser()
        page = another_way(mallory, half_session(mallory, alice), "email_otp")
        for _ in range(6):
            mallory.submit(page, resend="1")
            now.shift(61)
        assert isinstance(browser.submit(half_session(browser, alice), code=alice.totp()), Arrival)
