"""Deleting an account: asked for, held for a time of grace, then carried out everywhere, once.

What stays are audit events under the pseudonymous ``sub``, without addresses and browsers (docs/adr/0008).
Spec: GDPR Art. 17; security cases AP-08, AP-13, CS-08.
"""

from datetime import datetime

import structlog
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest

from idp.accounts import deletion
from idp.accounts.models import User
from idp.audit import retention
from idp.audit.events import Action, record
from idp.core import clock, mail
from idp.core.models import OutboxEntry
from idp.interaction.models import Interaction
from idp.lifecycle import sign_out
from idp.oidc import backchannel
from idp.oidc.models import Grant

log = structlog.get_logger("idp.deletion")


@transaction.atomic
def ask(user: User, *, request: HttpRequest | None = None) -> datetime:
    """Set the day, sign the person out everywhere and mail a way back; asking again changes nothing.

    The caller demanded a fresh proof. Raises: LastAdministrator.
    """
    if deletion.schedule(user, request=request):
        sign_out.everywhere(user, "the account is to be deleted", request=request)
        deletion.tell(user, request=request)
    assert user.deletion_at is not None
    return user.deletion_at


def carry_out_due(limit: int) -> int:
    """Delete up to ``limit`` accounts whose day has come; returns how many went. One transaction each.

    A locked account waits: its owner has no way back, and whoever locked it wants it as it is.
    """
    due = User.objects.filter(deletion_at__lte=clock.now(), is_active=True).order_by("deletion_at").values_list("pk", flat=True)
    return sum(_carried_out(pk) for pk in list(due[:limit]))


def _carried_out(pk: int) -> bool:
    try:
        return _delete(pk)
    except (IntegrityError, OperationalError) as error:  # something of this person's was written in between: next time
        log.warning("deletion postponed", error=type(error).__name__)
        return False


@transaction.atomic
def _delete(pk: int) -> bool:
    """Delete one account if its day has still come: whoever kept it a moment ago keeps it.

    The rows of its sign-ins under way are locked before the person's, in the order in which a sign-in takes them.
    """
    list(Interaction.objects.select_for_update().filter(user_id=pk).order_by("pk").values_list("pk"))
    user = User.objects.select_for_update().filter(pk=pk).first()  # by its key alone: another index would be locked first
    if user is None or not user.is_active or user.deletion_at is None or user.deletion_at > clock.now():
        return False
    if deletion.is_last_administrator(user):
        log.error("the last administrator's account is not deleted", sub=user.sub)
        return False
    sign_out.everywhere(user, "the account was deleted", actor="system")
    _tell_clients(user)
    sub, address, locale = user.sub, user.email, user.locale
    user.delete()  # and by its foreign keys sessions, grants, factors, consents, links, codes and interactions
    _forget_mails(address)
    record(Action.USER_DELETE, actor="system", subject=sub)
    retention.erase_person(sub)
    mail.send("deletion_done", address, {}, locale=locale)
    return True


def _forget_mails(address: str) -> None:
    """Mails that wait, and what is left of sent ones. Found first and deleted by their keys: a search would lock them all."""
    mails = list(OutboxEntry.objects.filter(kind=mail.KIND, payload__to=address).values_list("pk", flat=True))
    OutboxEntry.objects.filter(pk__in=mails).delete()


def _tell_clients(user: User) -> None:
    """Each client that ever had tokens of a session that we still know, so that it can end what it holds of this person.

    Said here and not by the sessions' own ends: those find their rows gone when they are carried out.
    """
    sessions: dict[str, set[str]] = {}
    held = Grant.objects.filter(user=user).exclude(activated_at=None).values_list("client__client_id", "session__sid")
    for client_id, sid in held:
        sessions.setdefault(client_id, set()).add(sid)
    for client_id, sids in sessions.items():
        backchannel.tell(client_id, user.sub, sids)
