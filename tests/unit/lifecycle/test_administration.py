"""Acts of the staff as services: allowed by the table once more, told with their reason, mailed to the owner."""

import pytest

from idp.accounts import services as accounts
from idp.accounts.models import Group, User
from idp.audit.models import Event
from idp.core.errors import AppError
from idp.lifecycle import administration
from idp.lifecycle.administration import Deed, NotAllowed, checked_reason
from idp.mfa.models import Authenticator
from tests.factories.accounts import PASSWORD, SECRET, letters, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin() -> User:
    return person("admin@example.org", is_admin=True)


@pytest.fixture
def helper() -> User:
    return person("helper@example.org", is_helpdesk=True)


@pytest.fixture
def bob() -> User:
    return person("bob@example.org", totp=SECRET)


def test_lock_and_unlock_are_told_mailed_and_work(admin: User, bob: User) -> None:
    administration.lock(bob, Deed(admin, "ticket 7"))
    with pytest.raises(accounts.AccountLocked):
        accounts.authenticate(bob.email, PASSWORD, ip="10.0.0.1")
    event = Event.objects.get(action="user:account:lock")
    assert (event.actor, event.subject, event.reason) == (admin.sub, bob.sub, "ticket 7")
    assert administration.lock(bob, Deed(admin, "again")) == 0
    assert Event.objects.filter(action="user:account:lock").count() == 1, "it was locked"
    assert administration.unlock(bob, Deed(admin, "sorry")) is True
    assert administration.unlock(bob, Deed(admin, "sorry")) is False
    assert accounts.authenticate(bob.email, PASSWORD, ip="10.0.0.1") is not None
    subjects = [letter.subject for letter in letters(bob.email)]
    assert subjects == ["Your account was locked", "Your account was unlocked"]


def test_the_helpdesk_resets_a_person_and_no_staff(helper: User, admin: User, bob: User) -> None:
    assert administration.reset_factors(bob, Deed(helper, "phone lost")) == 1
    assert not Authenticator.objects.filter(user=bob).exists()
    assert Event.objects.get(action="user:factor:reset").reason == "phone lost"
    for staff in (admin, helper):
        with pytest.raises(NotAllowed):
            administration.reset_factors(staff, Deed(helper, "x"))
    for act in (administration.lock, administration.unlock):
        with pytest.raises(NotAllowed):
            act(bob, Deed(helper, "x"))
    with pytest.raises(NotAllowed):
        administration.change_roles(bob, Deed(helper, "x"), is_admin=True, is_helpdesk=False)
    with pytest.raises(NotAllowed):
        administration.join(bob, Group.objects.create(name="staff"), Deed(helper, "x"))


def test_the_role_that_counts_is_the_one_in_the_database(helper: User, bob: User) -> None:
    """A page that was open while the role was taken away does nothing any more; nor to somebody who got one."""
    User.objects.filter(pk=bob.pk).update(is_admin=True)
    with pytest.raises(NotAllowed):
        administration.sign_out_everywhere(bob, Deed(helper, "x"))
    User.objects.filter(pk=bob.pk).update(is_admin=False)
    User.objects.filter(pk=helper.pk).update(is_helpdesk=False)
    with pytest.raises(NotAllowed):
        administration.sign_out_everywhere(bob, Deed(helper, "x"))


def test_the_last_administrator_stays(admin: User, bob: User) -> None:
    other = person("other@example.org", is_admin=True)
    User.objects.filter(pk=other.pk).update(is_active=False)  # locked: not one who could help
    with pytest.raises(AppError) as refusal:
        administration.change_roles(admin, Deed(bob, "x"), is_admin=False, is_helpdesk=False)
    assert refusal.value.code == "last_administrator"
    User.objects.filter(pk=other.pk).update(is_active=True)
    assert administration.change_roles(admin, Deed(other, "x"), is_admin=False, is_helpdesk=True) is True
    admin.refresh_from_db()
    assert (admin.is_admin, admin.is_helpdesk, admin.epoch) == (False, True, 1)


def test_a_change_of_roles_that_changes_nothing_is_none(admin: User, bob: User) -> None:
    assert administration.change_roles(bob, Deed(admin, "x"), is_admin=False, is_helpdesk=False) is False
    assert not Event.objects.filter(action="user:roles:update").exists()
    assert letters(bob.email) == []
    administration.change_roles(bob, Deed(admin, "hired"), is_admin=False, is_helpdesk=True)
    assert Event.objects.get(action="user:roles:update").detail == {"changes": {"is_helpdesk": [False, True]}}
    assert "helpdesk" in letters(bob.email)[0].text


def test_joining_and_leaving_a_group_is_told(admin: User, bob: User) -> None:
    group = Group.objects.create(name="staff")
    assert administration.join(bob, group, Deed(admin, "new here")) is True
    assert administration.join(bob, group, Deed(admin, "again")) is False
    assert administration.leave(bob, group, Deed(admin, "gone")) is True
    assert administration.leave(bob, group, Deed(admin, "gone")) is False
    told = Event.objects.filter(action="user:groups:update").order_by("pk")
    assert [(event.reason, event.detail) for event in told] == [
        ("new here", {"added": ["staff"]}),
        ("gone", {"removed": ["staff"]}),
    ]


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "a\x00b", "a\u202eb"])
def test_a_reason_is_one_readable_line(text: str) -> None:
    with pytest.raises(AppError) as refusal:
        checked_reason(text)
    assert list(refusal.value.fields) == ["reason"]


def test_a_reason_is_kept_as_one_line() -> None:
    assert checked_reason("  two\nlines  ") == "two lines"
