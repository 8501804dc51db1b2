"""MF-21, MF-29, MF-05 where a group demands the app: the member enrols after the mailbox, keeps the app, cannot go lower."""

from typing import Any

import pytest

from idp.accounts.models import Group, User
from idp.core import mail, outbox
from idp.core.errors import AppError
from idp.mfa import enrolment
from idp.mfa.models import Authenticator
from tests.factories.accounts import browser as request_of
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page, claims_of
from tests.security.sign_ins import at, half_session, policy

pytestmark = pytest.mark.django_db(transaction=True)


def demand(mfa_policy: str, *people: str) -> None:
    group = Group.objects.create(name=f"demands {mfa_policy}", mfa_policy=mfa_policy)
    group.users.set(User.objects.filter(email__in=people))


def test_a_member_without_an_app_adds_it_after_the_mailbox() -> None:
    carol, rp = make_person(), make_rp(trusted=True)
    demand("mfa", carol.email)
    seen: list[str] = []
    flow = rp.begin()
    arrival = flow.sign_in(Browser(), carol, seen=seen)
    assert seen.index("mfa-email") < seen.index("enrol-totp")
    answer = flow.redeem(arrival.parameters["code"])
    assert claims_of(answer.json()["id_token"])["acr"] == "mfa"


def test_others_are_not_concerned() -> None:
    carol, bob, rp = make_person(), make_person(), make_rp(trusted=True)
    demand("mfa", carol.email)
    seen: list[str] = []
    rp.begin().sign_in(Browser(), bob, seen=seen)
    assert "enrol-totp" not in seen


def test_a_session_from_before_is_not_enough() -> None:
    carol, rp, browser = make_person(), make_rp(trusted=True), Browser()
    rp.begin().sign_in(browser, carol)
    assert isinstance(rp.begin().open(browser), Arrival)
    demand("mfa", carol.email)
    assert isinstance(rp.begin().open(browser), Page)
    silent = rp.begin(prompt="none").open(browser)
    assert isinstance(silent, Arrival) and "code" not in silent.parameters


def test_a_member_with_an_app_cannot_choose_the_mail() -> None:
    alice = make_person(totp=True)
    demand("mfa", alice.email)
    browser = Browser()
    page = half_session(browser, alice)
    choice = at(browser, page, "mfa")
    assert choice.soup.find(id="way-email_otp") is None
    refused = browser.submit(choice, method="email_otp")
    assert isinstance(refused, Page) and (refused.status, refused.slug) == (422, "mfa")
    place = browser.submit(Page(page.response, page.path.replace("mfa-totp", "mfa-email")), resend="1")
    assert isinstance(place, Page) and place.slug == "mfa"
    outbox.drain()
    assert not mail.memory


def test_a_group_demands_a_second_factor_where_the_deployment_does_not(settings: Any) -> None:
    policy(settings, mfa_policy="optional")
    carol, bob, rp = make_person(), make_person(), make_rp(trusted=True)
    demand("required", carol.email)
    seen: list[str] = []
    rp.begin().sign_in(Browser(), carol, seen=seen)
    assert "mfa-email" in seen
    seen.clear()
    rp.begin().sign_in(Browser(), bob, seen=seen)
    assert "mfa-email" not in seen


def test_a_member_keeps_the_last_app() -> None:
    alice = make_person(totp=True)
    demand("mfa", alice.email)
    app = Authenticator.objects.get()
    with pytest.raises(AppError) as refusal:
        enrolment.remove(User.objects.get(email=alice.email), app.handle, request=request_of())
    assert refusal.value.code == "last_authenticator"
    Group.objects.all().delete()
    enrolment.remove(User.objects.get(email=alice.email), app.handle, request=request_of())
