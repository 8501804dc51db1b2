"""MF-24: somebody of the staff whose proof is older than the sudo limit acts on an account. Source: ASVS 7.5.1, 7.5.3."""

from datetime import timedelta

import pytest

from idp.accounts.models import Group, User
from idp.core import clock
from idp.sessions.models import Session
from tests.factories.people import make_person
from tests.factories.web_forms import filled, make_admin, make_helpdesk, page_of, send

pytestmark = pytest.mark.django_db(transaction=True)


def grow_old() -> None:
    Session.objects.update(fresh_at=clock.now() - timedelta(minutes=11))


@pytest.mark.parametrize("action", ["lock", "roles", "reset-mfa", "sign-out"])
def test_an_act_waits_for_a_fresh_proof(action: str) -> None:
    """The page was open; the proof grew old; the form is sent."""
    browser, _ = make_helpdesk() if action in {"reset-mfa", "sign-out"} else make_admin()
    person = User.objects.get(email=make_person(totp=True).email)
    path = f"/manage/users/{person.sub}"
    form = filled(page_of(browser, f"{path}?ask={action}"), "confirm", reason="x", is_admin="yes")
    before = User.objects.values().get(pk=person.pk)
    grow_old()
    answer = send(browser, path, form)
    assert answer.status_code == 303 and "level=staff" in answer["Location"]
    assert User.objects.values().get(pk=person.pk) == before


def test_groups_too() -> None:
    browser, _ = make_admin()
    form = filled(page_of(browser, "/manage/groups"), "create", name="staff", reason="x")
    grow_old()
    assert send(browser, "/manage/groups", form).status_code == 303
    assert not Group.objects.exists()


def test_a_proof_by_mail_is_none_for_somebody_with_an_app() -> None:
    browser, _ = make_helpdesk()
    Session.objects.update(fresh_acr="2fa-email")
    assert page_of(browser, "/manage/users").slug == "mfa-totp"
