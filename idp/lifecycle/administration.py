"""What the staff does to a person's account: each act allowed by the table of roles, told with its reason, mailed to the owner.

`/manage` acts for somebody of the staff, `idp user` for the operator, whom no table limits. Spec: OWASP ASVS 6.3.7, 8.2.1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import deletion, invitations, links, people, roles
from idp.accounts.models import Group, User
from idp.accounts.roles import Act
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.core import clock, mail
from idp.core.errors import AppError
from idp.lifecycle import sign_out
from idp.mfa import enrolment

OPERATOR = "operator"
LONGEST_REASON = 200
LOOK_LASTS = timedelta(minutes=10)  # going to and fro between pages is one look


@dataclass(frozen=True)
class Deed:
    """Who acts (nobody of the staff: the operator), why, and from where."""

    by: User | None
    reason: str = ""
    request: HttpRequest | None = None

    @property
    def actor(self) -> str:
        return self.by.sub if self.by else OPERATOR

    def told(self) -> dict[str, Any]:
        """What the event of the act says of it."""
        return {"actor": self.actor, "reason": self.reason, "request": self.request}


class NotAllowed(AppError):
    """The table of roles does not allow it."""

    def __init__(self) -> None:
        super().__init__("not_allowed", _("You may not do this."), status=403)


def checked_reason(text: str) -> str:
    """The reason as it is recorded. Raises: AppError (422) where there is none, or more than a line."""
    reason = " ".join(text.split())
    message = ""
    if not reason:
        message = _("Say why, for the record.")
    elif len(reason) > LONGEST_REASON or not reason.isprintable():
        message = _("Use a reason of at most 200 characters.")
    if message:
        raise AppError("bad_reason", message, status=422, fields={"reason": [message]})
    return reason


def look(person: User, deed: Deed) -> bool:
    """Record that the staff looks at somebody's data, before it is shown: again after ``LOOK_LASTS``, for oneself never."""
    if deed.actor == person.sub:
        return False
    before = Event.objects.filter(subject=person.sub, action=Action.USER_LOOK, actor=deed.actor)
    if before.filter(at__gt=clock.now() - LOOK_LASTS).exists():
        return False
    record(Action.USER_LOOK, subject=person.sub, **deed.told())
    return True


@transaction.atomic
def lock(person: User, deed: Deed) -> int:
    """Nothing of this person works from now on; the clients are told. Returns how many sessions ended.

    Raises: NotAllowed; AppError (409) for the last administrator.
    """
    user = _begin(Act.LOCK, person, deed, takes_an_administrator=True)
    ended = sign_out.everywhere(user, "locked by the staff", actor=deed.actor)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False) == 1:
        links.end(user)  # for good: an unlocked account is not entered by what was mailed before
        record(Action.USER_LOCK, subject=user.sub, **deed.told())
        _tell(user, "account_locked")
    return ended


@transaction.atomic
def unlock(person: User, deed: Deed) -> bool:
    """Let the person sign in again; what ended stays ended, and a deletion waits its whole time anew.

    False if the account was not locked. Raises: NotAllowed.
    """
    user = _begin(Act.UNLOCK, person, deed)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True) != 1:
        return False
    record(Action.USER_UNLOCK, subject=user.sub, **deed.told())
    _tell(user, "account_unlocked")
    deletion.postpone(user)
    return True


@transaction.atomic
def sign_out_everywhere(person: User, deed: Deed) -> int:
    """End every session and grant of this person; returns how many sessions ended. Raises: NotAllowed."""
    user = _begin(Act.SIGN_OUT, person, deed)
    ended = sign_out.everywhere(user, "signed out by the staff", actor=deed.actor)
    record(Action.USER_SIGN_OUT, subject=user.sub, detail={"sessions": ended}, **deed.told())
    _tell(user, "signed_out_by_staff")
    return ended


@transaction.atomic
def reset_factors(person: User, deed: Deed) -> int:
    """For a lost phone: remove apps and recovery codes, end every session, mail a link to set up a new app.

    Returns how many apps went. Raises: NotAllowed.
    """
    user = _begin(Act.RESET_FACTORS, person, deed)
    sign_out.everywhere(user, "second factor reset by the staff", actor=deed.actor)
    removed = enrolment.reset(user, **deed.told())
    user.refresh_from_db()
    invitations.send_enrolment(user, **deed.told())
    return removed


@transaction.atomic
def invite(email: str, deed: Deed, *, name: str = "", groups: Iterable[str] = ()) -> User:
    """An account that waits for its owner, and the mail to them. Raises: NotAllowed; AppError (bad or taken address)."""
    by = User.objects.filter(pk=deed.by.pk).first() if deed.by is not None else None
    if deed.by is not None and (by is None or not roles.may(by, Act.INVITE)):
        raise NotAllowed
    return invitations.invite(email, name=name, groups=groups, **deed.told())


@transaction.atomic
def resend_invitation(person: User, deed: Deed) -> None:
    """A new link; the earlier one ends. Raises: NotAllowed; AppError (409) once the account is in use."""
    invitations.resend(_begin(Act.RESEND_INVITATION, person, deed), **deed.told())


@transaction.atomic
def revoke_invitation(person: User, deed: Deed) -> None:
    """End the link and delete the unused account. Raises: NotAllowed; AppError (409) once the account is in use."""
    invitations.revoke(_begin(Act.REVOKE_INVITATION, person, deed), **deed.told())


@transaction.atomic
def change_roles(person: User, deed: Deed, *, is_admin: bool, is_helpdesk: bool) -> bool:
    """Give and take roles; every session of the person ends. False if nothing changed.

    Raises: NotAllowed; AppError (409) for the last administrator.
    """
    user = _begin(Act.CHANGE_ROLES, person, deed, takes_an_administrator=not is_admin)
    before = {"is_admin": user.is_admin, "is_helpdesk": user.is_helpdesk}
    after = {"is_admin": is_admin, "is_helpdesk": is_helpdesk}
    if before == after:
        return False
    _refuse_owned(user, deed, {name for name in after if before[name] != after[name]})
    User.objects.filter(pk=user.pk).update(**after)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record(Action.USER_ROLES_UPDATE, subject=user.sub, detail={"changes": changes}, **deed.told())
    people.raise_epoch(user)
    _tell(user, "roles_changed", after)
    return True


@transaction.atomic
def release(person: User, deed: Deed) -> None:
    """Take a person's fields back from the configuration file that sets them. Raises: NotAllowed."""
    user = _begin(Act.RELEASE, person, deed)
    owned = user.file_fields
    people.own(user, [])
    record(Action.USER_UPDATE, subject=user.sub, detail={"released_from_file": owned}, **deed.told())


@transaction.atomic
def join(person: User, group: Group, deed: Deed) -> bool:
    """Put a person into a group; False if they are in it. Raises: NotAllowed."""
    return _move(person, group, deed, joins=True)


@transaction.atomic
def leave(person: User, group: Group, deed: Deed) -> bool:
    """Take a person out of a group; False if they are not in it. Raises: NotAllowed."""
    return _move(person, group, deed, joins=False)


def _move(person: User, group: Group, deed: Deed, *, joins: bool) -> bool:
    user = _begin(Act.CHANGE_GROUPS, person, deed)
    if user.groups.filter(pk=group.pk).exists() is joins:
        return False
    _refuse_owned(user, deed, {"groups"})
    (user.groups.add if joins else user.groups.remove)(group)
    word = "added" if joins else "removed"
    record(Action.USER_GROUPS_UPDATE, subject=user.sub, detail={word: [group.name]}, **deed.told())
    return True


def _refuse_owned(user: User, deed: Deed, changed: set[str]) -> None:
    """What a configuration file sets of a person is changed there, or by the operator. Raises: AppError (409)."""
    if deed.by is not None and changed & set(user.file_fields):
        raise AppError("managed_by_file", _("A configuration file manages this. Change it there."), status=409)


def _begin(act: Act, person: User, deed: Deed, *, takes_an_administrator: bool = False) -> User:
    """The person's row, locked and as it is now, once the act is allowed on it."""
    if takes_an_administrator and deed.by is not None:
        staying = {one.pk for one in deletion.staying_administrators()}
        if staying == {person.pk}:
            raise AppError("last_administrator", _("This is the last administrator."), status=409)
    user = User.objects.select_for_update().get(pk=person.pk)
    by = User.objects.filter(pk=deed.by.pk).first() if deed.by is not None else None
    if deed.by is not None and (by is None or not roles.may(by, act, user)):
        raise NotAllowed
    return user


def _tell(user: User, template: str, facts: dict[str, Any] | None = None) -> None:
    if user.email_verified_at is not None:
        mail.send(template, user.email, facts or {}, locale=user.locale)
