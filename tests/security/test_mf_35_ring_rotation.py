"""MF-35 (our own): a new key comes first in the ring; codes on paper work on, spent ones not again."""

import secrets
from typing import Any

import pytest

from idp.accounts.models import User
from idp.mfa import recovery
from idp.mfa.models import RecoveryCode
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def rotate(settings: Any) -> None:
    ring = {"new": secrets.token_bytes(32)} | settings.IDP.encryption_keys
    settings.IDP = settings.IDP.model_copy(update={"encryption_keys": ring})


def test_a_code_made_before_the_rotation_gets_in(settings: Any) -> None:
    ada, rp, browser = make_person(totp=True), make_rp(trusted=True), Browser()
    rotate(settings)
    place = ada.walk(browser, rp.begin().open(browser), until="mfa-totp")
    assert isinstance(place, Page)
    choice = browser.get(place.path.replace("mfa-totp", "mfa"))
    assert isinstance(choice, Page)
    page = browser.submit(choice, method="recovery")
    assert isinstance(page, Page)
    assert isinstance(browser.submit(page, code=ada.recovery_codes[0]), Arrival)


def test_importing_the_same_codes_again_revives_none(settings: Any) -> None:
    ada = make_person(totp=True)
    user = User.objects.get(email=ada.email)
    RecoveryCode.objects.filter(set__user=user).update(spent_at=user.created_at)
    rotate(settings)
    assert recovery.import_codes(user, ada.recovery_codes) is False
    assert recovery.left(user) == 0
