"""MF-27: a browser that a person signed in with before is known, which skips no proof. GHSA-h6mp.

No browser is remembered so that it skips the second factor: what a thief copies or a next person finds opens nothing.
"""

import pytest
from django.conf import settings

from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.security.sign_ins import half_session, page_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def copied(browser: Browser) -> Browser:
    """Another browser with every cookie of the first but its session."""
    other = Browser()
    for name, morsel in browser.http.cookies.items():
        if name != settings.SESSION_COOKIE_NAME:
            other.http.cookies[name] = morsel.value
    assert settings.BROWSER_COOKIE_NAME in other.http.cookies
    return other


def test_a_copied_cookie_skips_no_factor() -> None:
    alice = make_person(totp=True)
    thief = copied(sign_in(alice))
    page = half_session(thief, alice)
    assert page.slug == "mfa-totp"
    assert Session.objects.count() == 1


def test_nor_does_the_same_browser_for_the_next_person_or_for_its_own() -> None:
    alice, bob = make_person(totp=True), make_person(totp=True)
    browser = copied(sign_in(alice))
    assert half_session(browser, bob).slug == "mfa-totp"
    assert half_session(browser, alice).slug == "mfa-totp"


def test_what_a_session_keeps_of_its_browser_is_another_for_each_person() -> None:
    alice, bob, browser = make_person(totp=True), make_person(totp=True), Browser()
    browser.submit(half_session(browser, alice), code=alice.totp())
    page = page_of(browser, make_rp(trusted=True).begin(prompt="login"))
    page = browser.submit(page, username=bob.email, password=bob.password)
    assert isinstance(page, Page)
    browser.submit(page, code=bob.totp())
    first, second = Session.objects.order_by("pk").values_list("browser_hash", flat=True)
    secret = browser.http.cookies[settings.BROWSER_COOKIE_NAME].value
    assert first and second and first != second and secret not in (first, second)
