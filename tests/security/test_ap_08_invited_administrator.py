"""AP-08: the last administrator who can sign in leaves behind one who was only invited: nobody could administer any more."""

from collections.abc import Callable
from functools import partial

import pytest

from idp.accounts.deletion import LastAdministrator
from idp.accounts.models import User
from idp.core.errors import AppError
from idp.lifecycle import administration, deletion
from idp.lifecycle.administration import Deed
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db(transaction=True)
OPERATOR = Deed(by=None, reason="a test")


def invite_an_administrator() -> None:
    user = administration.invite("carol@example.org", OPERATOR)
    administration.change_roles(user, OPERATOR, is_admin=True, is_helpdesk=False)


def test_an_invitation_is_no_successor() -> None:
    last = person(is_admin=True)
    invite_an_administrator()
    with pytest.raises(LastAdministrator):
        deletion.ask(last)
    last.refresh_from_db()
    assert last.deletion_at is None


@pytest.mark.parametrize(
    "remove",
    [administration.lock, partial(administration.change_roles, is_admin=False, is_helpdesk=False)],
    ids=["lock", "demote"],
)
def test_whoever_is_leaving_takes_no_successor_away(remove: Callable[[User, Deed], object]) -> None:
    leaving, last = person(is_admin=True), person(is_admin=True)
    invite_an_administrator()
    deletion.ask(leaving)
    with pytest.raises(AppError) as refused:
        remove(last, Deed(leaving, "a test"))
    assert refused.value.code == "last_administrator"


def test_an_administrator_who_was_made_with_a_password_is_one() -> None:
    last = person(is_admin=True)
    person(is_admin=True, verified=False)  # signs in, and proves the address on the way
    deletion.ask(last)
    last.refresh_from_db()
    assert last.deletion_at is not None
