"""MF-39: a stranger registers an address before its owner is invited: the invitation goes out, and is the owner's alone."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import people, services
from idp.accounts.models import Group, User
from idp.core import clock
from idp.core.errors import AppError
from idp.lifecycle import administration
from idp.lifecycle.administration import Deed
from idp.mfa.models import Authenticator
from tests.factories.accounts import browser as caller
from tests.factories.mailed_links import mailed_link
from tests.factories.web_forms import make_admin, page_of, press
from tests.rp import Browser, Page
from tests.security.sign_ins import policy, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "carol@example.org"
OURS, THEIRS = "another rather long sentence", "a stranger's rather long sentence"
STAFF = Deed(by=None, reason="a test")


def stranger_waits(times: int = 1) -> tuple[Browser, Page]:
    for minutes in range(times):
        browser = Browser()
        form = browser.get("/register")
        assert isinstance(form, Page)
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):  # a code a minute
            waits = browser.submit(form, email=EMAIL.title(), name="Mallory", password=THEIRS)
        assert isinstance(waits, Page) and waits.slug == "verify-email"
    return browser, waits


def refused() -> str:
    with pytest.raises(AppError) as refusal:
        administration.invite(EMAIL, STAFF)
    return refusal.value.code


@pytest.mark.parametrize("demanded", ["optional", "required"])
@pytest.mark.parametrize("times", [1, 2])
def test_the_guest_comes_in_and_the_stranger_gains_nothing(demanded: str, times: int, settings: object) -> None:
    policy(settings, mfa_policy=demanded)
    admin, _ = make_admin()
    stranger, waits = stranger_waits(times)
    sent = press(admin, page_of(admin, "/manage/users/invite"), "send", email=EMAIL, name="Carol", reason="x")
    assert sent.status == 200 and "Mallory" not in sent.text and "stranger" not in sent.text.lower()
    carol = User.objects.get(email_canonical=EMAIL)
    assert (carol.email, carol.name, carol.has_usable_password()) == (EMAIL, "Carol", False)
    stranger.get(waits.path.rpartition("/")[0])
    assert not signed_in(stranger)
    guest = Browser()
    accepted = press(guest, page_of(guest, mailed_link(EMAIL)), "accept", name="Carol", password=OURS)
    assert accepted.status == 200
    carol.refresh_from_db()
    assert carol.check_password(OURS) and carol.email_verified_at is not None
    stranger.get(waits.path.rpartition("/")[0])
    assert not signed_in(stranger)


def test_what_a_group_demands_is_kept_and_added_to() -> None:
    stranger = services.register(EMAIL, THEIRS, "Mallory", binding="interaction:x", ip="203.0.113.9", request=caller())
    assert stranger is not None
    stranger.groups.add(Group.objects.create(name="strict", mfa_policy="mfa"))
    carol = administration.invite(EMAIL, STAFF, groups=["staff"])
    assert carol.pk == stranger.pk
    assert set(carol.groups.values_list("name", flat=True)) == {"strict", "staff"}
    assert carol.epoch > stranger.epoch


def test_whoever_waits_for_an_invitation_or_has_an_account_is_taken() -> None:
    administration.invite(EMAIL, STAFF)
    assert refused() == "email_taken"
    User.objects.all().delete()
    people.create_user(EMAIL, password=OURS, email_verified=True)
    assert refused() == "email_taken"


@pytest.mark.parametrize("given", [{"is_active": False}, {"is_admin": True}, {"is_helpdesk": True}, {"file_fields": ["email"]}])
def test_what_the_staff_or_a_file_gave_is_not_taken_away(given: dict[str, object]) -> None:
    people.create_user(EMAIL, password=OURS)
    User.objects.update(**given)
    assert refused() == "email_taken"
    assert User.objects.get().check_password(OURS)


def test_an_app_that_somebody_turned_on_is_a_proof_of_its_own() -> None:
    user = people.create_user(EMAIL, password=OURS)
    moment = clock.now()
    Authenticator.objects.create(user=user, type="totp", handle="h", created_at=moment, confirmed_at=moment, sealed_secret="x")
    assert refused() == "email_taken"
