"""MF-20, MF-21, MF-22: mallory, with the password only, adds an app of her own. miniOrange CVE-2026-111949."""

from datetime import timedelta

import pytest
import time_machine

from idp.core import clock
from idp.mfa.models import Authenticator
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import at, half_session

pytestmark = pytest.mark.django_db(transaction=True)


def test_where_an_app_is_no_page_shows_a_new_seed() -> None:
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice, flow=make_rp(trusted=True, minimum_acr="mfa").begin())
    for slug in ("enrol-totp", "recovery-codes"):
        place = at(browser, page, slug)
        assert place.slug == "mfa-totp" and place.soup.find(id="totp-secret") is None
        place = browser.submit(Page(page.response, page.path.replace("mfa-totp", slug)), code=alice.totp(), renew="1")
        assert isinstance(place, Page) and place.slug == "mfa-totp"
    account = Browser()
    account.http.cookies = browser.http.cookies
    for answers in ({"code": "123456"}, {"renew": "1"}, {"remove": Authenticator.objects.get().handle}):
        answer = account.http.post("/account/mfa", answers, headers={"origin": "http://localhost:8000"})
        assert answer.status_code in (303, 403)
    assert Authenticator.objects.count() == 1 and not Session.objects.exists()


def test_without_an_app_the_mailbox_comes_first() -> None:
    carol, browser = make_person(), Browser()
    page = half_session(browser, carol, flow=make_rp(trusted=True, minimum_acr="mfa").begin())
    assert page.slug == "mfa-email"
    assert at(browser, page, "enrol-totp").slug == "mfa-email"
    assert not Authenticator.objects.exists()
    enrol = browser.submit(at(browser, page, "mfa-email"), code=carol.mailed_code())
    assert isinstance(enrol, Page) and enrol.slug == "enrol-totp"
    assert not Session.objects.exists()  # full only after the new factor is proved
    codes = browser.submit(enrol, code="000000")
    assert isinstance(codes, Page) and codes.status == 422 and not Session.objects.exists()
    assert isinstance(carol.walk(browser, enrol), Arrival)
    assert Session.objects.get().acr == "mfa"


def test_old_proofs_do_not_enrol() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        carol, browser = make_person(), Browser()
        page = half_session(browser, carol, flow=make_rp(trusted=True, minimum_acr="mfa").begin())
        enrol = browser.submit(page, code=carol.mailed_code())
        assert isinstance(enrol, Page) and enrol.slug == "enrol-totp"
        now.shift(timedelta(minutes=11))
        place = browser.submit(enrol, **carol.answers(enrol))
        assert isinstance(place, Page) and place.slug == "login"
    assert not Authenticator.objects.exclude(confirmed_at=None).exists() and not Session.objects.exists()


def test_of_two_browsers_that_enrol_one_wins_and_an_old_picture_is_dead() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        carol, pages = make_person(), []
        for _ in range(2):
            browser = Browser()
            page = half_session(browser, carol, flow=make_rp(trusted=True, minimum_acr="mfa").begin())
            enrol = browser.submit(page, code=carol.mailed_code())
            assert isinstance(enrol, Page) and enrol.slug == "enrol-totp"
            pages.append((browser, enrol))
            now.shift(61)
        (winner, first), (loser, second) = pages
        saved = winner.submit(first, **carol.answers(first))
        assert isinstance(saved, Page) and saved.slug == "recovery-codes"
        carol_of_old = carol.answers(second)["code"]
        late = loser.submit(second, code=carol_of_old)
    assert isinstance(late, Page) and late.slug != "recovery-codes"
    assert Authenticator.objects.exclude(confirmed_at=None).count() == 1
    assert Session.objects.count() == 0  # the winner still has to save the codes
