"""CS-08: cookies, tokens and codes of somebody who asked to delete the account, and of somebody who is gone."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import deletion
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import sign_in, signed_in
from tests.security.standing import dead

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("gone", [False, True])
def test_nothing_that_was_given_out_works_any_more(gone: bool) -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True)
    browser, thief = sign_in(alice), Browser()
    arrival = (flow := rp.begin(scope="openid email offline_access")).open(browser)
    assert isinstance(arrival, Arrival)
    tokens = flow.redeem(arrival.parameters["code"]).json()
    pending = (waiting := rp.begin()).open(browser)
    assert isinstance(pending, Arrival)
    thief.http.cookies["gatehouse_session"] = browser.http.cookies["gatehouse_session"].value
    assert signed_in(thief)
    with time_machine.travel(clock.now(), tick=False) as now:
        deletion.ask(User.objects.get(email=alice.email))
        if gone:
            now.shift(timedelta(days=14))
            assert deletion.carry_out_due(10) == 1
        assert not signed_in(thief)
        dead(rp, tokens)
        assert waiting.redeem(pending.parameters["code"]).status_code == 400
        silent = rp.begin(prompt="none").open(thief)
        assert isinstance(silent, Arrival) and silent.parameters["error"] == "login_required"


def test_a_sign_in_that_was_half_done_cannot_be_finished_when_the_account_is_gone() -> None:
    alice, browser = make_person(totp=True), Browser()
    with time_machine.travel(clock.now(), tick=False) as now:
        page = make_rp(trusted=True).begin().open(browser)
        deletion.ask(User.objects.get(email=alice.email))
        now.shift(timedelta(days=14) - timedelta(minutes=1))
        assert isinstance(page, Page)
        page = make_rp(trusted=True).begin().open(browser)
        assert isinstance(page, Page)
        half = browser.submit(page, username=alice.email, password=alice.password)
        assert isinstance(half, Page) and half.slug == "mfa-totp"
        now.shift(timedelta(minutes=1))
        assert deletion.carry_out_due(10) == 1
        end = browser.submit(half, code=alice.totp())
        assert isinstance(end, Page) and end.status < 500
        assert not signed_in(browser)


def test_a_half_session_in_the_grace_reaches_neither_the_data_nor_the_way_back() -> None:
    alice, browser = make_person(totp=True), Browser()
    deletion.ask(User.objects.get(email=alice.email))
    page = make_rp(trusted=True).begin().open(browser)
    assert isinstance(page, Page)
    half = browser.submit(page, username=alice.email, password=alice.password)
    assert isinstance(half, Page) and half.slug == "mfa-totp"
    jump = browser.get(half.path.rpartition("/")[0] + "/keep-account")
    assert isinstance(jump, Page) and jump.slug == "mfa-totp"
    forced = browser.post(half.path.rpartition("/")[0] + "/keep-account", half.fields() | {"decision": "keep"})
    assert isinstance(forced, Page) and forced.slug == "mfa-totp"
    for path in ("/account/data", "/account/data/export", "/account/data/delete"):
        place = browser.get(path)
        assert isinstance(place, Page) and place.slug == "login"
    assert User.objects.get(email=alice.email).deletion_at is not None
