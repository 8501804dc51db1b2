"""An account on its way out: the day on which it goes, and the person's change of mind. What goes with it is lifecycle's.

Spec: GDPR Art. 17; ux.md 2.2 (a way back for fourteen days).
"""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from idp.accounts import invitations, links
from idp.accounts.address_codes import asked_from
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.core import clock, mail
from idp.core.errors import AppError


class LastAdministrator(AppError):
    """Nobody would be left to administer the deployment."""

    def __init__(self) -> None:
        super().__init__("last_administrator", "The last administrator's account cannot be deleted.", status=409)


def is_last_administrator(user: User) -> bool:
    """Whether no other administrator stays. Locks them all: of two who leave at once, the second sees the first."""
    return user.is_admin and not [one for one in staying_administrators() if one.pk != user.pk]


def staying_administrators() -> list[User]:
    """Who can administer the deployment from now on, locked: neither leaving nor still waiting for an invitation's mail."""
    administrators = User.objects.select_for_update().filter(is_admin=True, is_active=True).order_by("pk")
    return [one for one in administrators if one.deletion_at is None and not invitations.is_invited(one)]


def schedule(user: User, *, request: HttpRequest | None = None) -> bool:
    """Set the day in the caller's transaction; False if it was set before. Raises: LastAdministrator.

    The caller ends the sessions, then calls ``tell``.
    """
    if is_last_administrator(user):
        raise LastAdministrator
    due = clock.now() + settings.IDP.deletion_grace
    if User.objects.filter(pk=user.pk, deletion_at=None).update(deletion_at=due) != 1:
        user.refresh_from_db(fields=["deletion_at"])
        return False
    user.deletion_at = due
    record(Action.USER_DELETION_ASK, request=request, actor=user.sub, subject=user.sub, detail={"deletion_at": due.isoformat()})
    return True


def tell(user: User, *, request: HttpRequest | None = None) -> None:
    """Mail the day and the way back, which works until then without signing in, whatever else changes."""
    assert user.deletion_at is not None
    token = links.issue(user, Purpose.KEEP_ACCOUNT, lifetime=settings.IDP.deletion_grace)
    mail.send(
        "deletion_asked",
        user.email,
        asked_from(request) | {"deletion_at": clock.to_unix(user.deletion_at)},
        sealed={"link": links.url(Purpose.KEEP_ACCOUNT, token)},
        locale=user.locale,
    )


def postpone(user: User) -> bool:
    """The whole time of grace anew, and a new way back, for an account that comes out of a lock; False for one that stays."""
    due = clock.now() + settings.IDP.deletion_grace
    if User.objects.filter(pk=user.pk).exclude(deletion_at=None).update(deletion_at=due) != 1:
        return False
    user.refresh_from_db()
    tell(user)
    return True


@transaction.atomic
def cancel(user: User, *, request: HttpRequest | None = None, interaction_id: str = "") -> bool:
    """Keep the account; False if it was not to be deleted, or is gone."""
    current = User.objects.select_for_update().filter(pk=user.pk).first()  # by its key alone: as the deletion locks it
    if current is None or current.deletion_at is None:
        return False
    User.objects.filter(pk=user.pk).update(deletion_at=None)
    links.end(user, Purpose.KEEP_ACCOUNT)
    record(Action.USER_DELETION_CANCEL, request=request, actor=user.sub, subject=user.sub, interaction_id=interaction_id)
    mail.send("deletion_cancelled", user.email, asked_from(request), locale=user.locale)
    return True
