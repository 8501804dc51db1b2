"""MF-42: a page is left open after the sign-in, and its answer yields tokens of a sign-in that is too old by then.

OpenID Connect Core §3.1.2.1 (prompt=login, max_age), §3.1.3.7.
"""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from idp.core import clock
from idp.oidc.models import Grant
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page, claims_of

pytestmark = pytest.mark.django_db


@pytest.mark.spec("OpenID Connect Core", "3.1.2.1", "MUST")
@pytest.mark.parametrize(("asked", "seconds"), [({"max_age": 20}, 35), ({"max_age": 0}, 35), ({"prompt": "login"}, 660)])
@pytest.mark.parametrize("native", [True, False])
def test_the_sign_in_is_made_again_and_the_answer_is_kept(asked: dict[str, Any], seconds: int, native: bool) -> None:
    """Also for a client whose consent is never remembered: nobody goes round in circles."""
    ada, browser = make_person(totp=True), Browser()
    flow = make_rp(application_type="native" if native else "web").begin(**asked)
    with time_machine.travel(clock.now(), tick=False) as time:
        page = ada.walk(browser, flow.open(browser), until="consent")
        assert isinstance(page, Page) and page.slug == "consent"
        time.shift(timedelta(seconds=seconds))
        again = browser.submit(page, decision="allow")
        assert isinstance(again, Page) and again.slug == "login" and not Grant.objects.exists()
        seen: list[str] = []
        arrival = ada.walk(browser, again, seen=seen)
        assert isinstance(arrival, Arrival) and "consent" not in seen
        claims = claims_of(flow.redeem(arrival.parameters["code"]).json()["id_token"])
        assert claims["auth_time"] == clock.unix_time()


def test_who_reads_the_page_in_time_signs_in_once() -> None:
    ada, browser, flow = make_person(totp=True), Browser(), make_rp().begin(max_age=60)
    with time_machine.travel(clock.now(), tick=False) as time:
        page = ada.walk(browser, flow.open(browser), until="consent")
        assert isinstance(page, Page)
        time.shift(timedelta(seconds=50))
        arrival = browser.submit(page, decision="allow")
        assert isinstance(arrival, Arrival) and "code" in arrival.parameters


def test_the_consent_of_one_person_is_not_kept_for_another() -> None:
    ada, bob, browser, flow = make_person(totp=True), make_person(totp=True), Browser(), make_rp().begin(max_age=20)
    with time_machine.travel(clock.now(), tick=False) as time:
        page = ada.walk(browser, flow.open(browser), until="consent")
        assert isinstance(page, Page)
        time.shift(timedelta(seconds=35))
        again = browser.submit(page, decision="allow")
        assert isinstance(again, Page)
        asked = bob.walk(browser, again, until="consent")
        assert isinstance(asked, Page) and asked.slug == "consent"
