"""MF-36 (our own): an app, an unproved address; where e-mailed codes are no factor, the mailbox is none either."""

from typing import Any

import pytest

from idp.accounts.models import User
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_app_is_asked_after_the_address(settings: Any) -> None:
    settings.IDP = settings.IDP.model_copy(update={"email_code": "fallback"})
    ada, browser = make_person(totp=True), Browser()
    User.objects.update(email_verified_at=None)
    place = ada.walk(browser, make_rp(trusted=True).begin().open(browser), until="mfa-totp")
    assert isinstance(place, Page) and place.slug == "mfa-totp"


def test_registering_again_takes_no_account_that_an_operator_protected() -> None:
    ada, browser = make_person(totp=True), Browser()
    User.objects.update(email_verified_at=None)
    before = User.objects.get()
    page = browser.get("/register")
    assert isinstance(page, Page)
    browser.submit(page, email=ada.email, name="Mallory", password="seven unusual words for a test")
    after = User.objects.get()
    assert (after.password, after.epoch, after.name) == (before.password, before.epoch, before.name)
