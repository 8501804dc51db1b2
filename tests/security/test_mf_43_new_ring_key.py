"""MF-43 (our own): a new first key in the ring while things are under way: nothing dies of it, nothing begins anew."""

import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from idp.accounts import address_codes
from idp.accounts.models import User
from idp.accounts.outcomes import Rejected
from idp.core.errors import Throttled
from idp.limits import guesses, rates
from idp.limits.rates import Door
from idp.sessions import known_browsers
from idp.sessions.models import Session
from tests.factories.people import make_person
from tests.rp import Browser
from tests.security.sign_ins import half_session, sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def rotate(settings: Any) -> None:
    ring = {f"new{secrets.token_hex(3)}": secrets.token_bytes(32)} | settings.IDP.encryption_keys
    settings.IDP = settings.IDP.model_copy(update={"encryption_keys": ring})


def test_a_code_that_was_mailed_before_gets_in_by_the_page_that_was_open(settings: Any) -> None:
    bob, browser = make_person(), Browser()
    page = half_session(browser, bob)
    rotate(settings)
    browser.submit(page, code=bob.mailed_code())
    assert signed_in(browser)


def test_a_code_for_an_address_that_was_mailed_before_is_still_right(settings: Any) -> None:
    bob = make_person()
    bound = {"binding": "interaction:one"}
    user, minute = User.objects.get(email=bob.email), timedelta(minutes=1)
    address_codes.send("verify_email", user=user, address=bob.email, lifetime=minute, template="address_code", **bound)
    rotate(settings)
    wrong = "000000" if bob.mailed_code() != "000000" else "000001"
    assert isinstance(address_codes.verify("verify_email", code=wrong, **bound), Rejected)
    assert isinstance(address_codes.verify("verify_email", code=bob.mailed_code(), **bound), address_codes.Verified)


def test_a_spent_guess_budget_stays_spent(settings: Any) -> None:
    user = User.objects.get(email=make_person().email)
    for _ in range(guesses.FREE):
        guesses.charge(user, "totp")
    rotate(settings)
    with pytest.raises(Throttled):
        guesses.charge(user, "totp")


@pytest.mark.parametrize("door", [Door.CODE_SEND, Door.SECOND_FACTOR])
def test_a_reached_limit_stays_reached(settings: Any, door: Door) -> None:
    caller = {"account": "somebody", "ip": "192.0.2.1"}
    with suppress(Throttled):
        for _ in range(1000):
            rates.hit(door, **caller)
    rotate(settings)
    with pytest.raises(Throttled):
        rates.check(door, **caller)


def test_a_browser_that_is_no_longer_known_is_forgotten_in_its_newer_sessions_too(settings: Any) -> None:
    ada = make_person(totp=True)
    browser = sign_in(ada)
    user, older = User.objects.get(email=ada.email), Session.objects.get()
    rotate(settings)
    secret = browser.http.cookies[settings.BROWSER_COOKIE_NAME].value
    assert not known_browsers.is_new(user, secret)
    known_browsers.forget(older)
    assert known_browsers.is_new(user, secret)
