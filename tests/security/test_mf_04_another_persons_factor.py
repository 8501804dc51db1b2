"""MF-04: mallory's second step names another person, or brings her own codes to alice's. Punk-TOTP CVE-2026-78619."""

import pytest

from idp.mfa.models import RecoveryCode
from idp.sessions.models import Session
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import another_way, half_session

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ["user_id", "user", "email", "username", "sub", "device_id", "handle", "interaction_id"]


@pytest.mark.parametrize("name", NAMES)
def test_whoever_the_form_names_the_half_session_decides(name: str) -> None:
    alice, browser = make_person(totp=True), Browser()
    mallory = make_person(totp=True, codes=["MMMMM-MMMMM"])
    place = browser.submit(half_session(browser, mallory), code=mallory.totp(), **{name: alice.email})
    assert isinstance(place, Arrival)
    assert Session.objects.get().user.email == mallory.email


def test_a_recovery_code_of_another_person_is_wrong_and_stays_good_for_its_owner() -> None:
    alice, bob = make_person(totp=True), make_person(totp=True, codes=["BBBBB-BBBBB"])
    browser = Browser()
    page = another_way(browser, half_session(browser, alice), "recovery")
    place = browser.submit(page, code="BBBBB-BBBBB")
    assert isinstance(place, Page) and place.status == 422
    assert not Session.objects.exists()
    assert RecoveryCode.objects.filter(set__user__email=bob.email, spent_at=None).count() == 1


def test_a_code_mailed_to_mallory_does_not_pass_alice() -> None:
    alice, mallory = make_person(), make_person()
    browser, other = Browser(), Browser()
    page = half_session(browser, alice)
    half_session(other, mallory)
    code = mallory.mailed_code()
    assert code != alice.mailed_code()
    place = browser.submit(page, code=code)
    assert isinstance(place, Page) and place.status == 422
    assert not Session.objects.exists()
