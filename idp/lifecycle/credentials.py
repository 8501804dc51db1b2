"""Changing what proves a person: the session that does it stays under a new cookie value, with its grants; all others end.

Spec: OWASP ASVS 7.2.4, 7.4.3 (other sessions end when a factor changes). The table: docs/blast-radius.md.
"""

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import address_change, passwords, people
from idp.accounts import services as accounts
from idp.accounts.models import User
from idp.accounts.outcomes import Rejected
from idp.core import http
from idp.core.errors import AppError
from idp.oidc.models import Grant
from idp.sessions import services as sessions
from idp.sessions.engine import live_sessions
from idp.sessions.models import Session


class SessionOver(AppError):
    """The session ended while its change was being judged: whoever ended it has the last word."""

    def __init__(self) -> None:
        super().__init__("session_required", "This needs a live sign-in, not only an access token.", status=409)


def change_password(user: User, current: str, password: str, *, session: Session, request: HttpRequest) -> None:
    """Replace the person's password, proved by the current one. The caller demanded a fresh proof. Not in a transaction.

    Raises: AppError (422: the current one is wrong, or the new one too weak; 403); Throttled: guesses count as at sign-in;
    SessionOver.
    """
    ip, browser = http.client_ip(request), session.browser_hash
    if accounts.authenticate(user.email, current, ip=ip, browser=browser, request=request) is None:
        message = _("This is not your current password.")
        raise AppError("wrong_password", message, status=422, fields={"current_password": [message]})
    encoded = passwords.new_hash(password, ip=http.client_ip(request), inputs=[user.email, user.name], instead_of=user)
    with transaction.atomic():
        _insist(user, session)
        people.store_password(user, encoded, keep=session, request=request)
        _carry_over_grants(session, user)
        sessions.cycle(request, session)


def change_address(user: User, code: str, *, session: Session, request: HttpRequest) -> Rejected | None:
    """Switch to the address that the code proves. Not in a transaction. Raises: Throttled; AddressTaken; SessionOver."""
    challenge = address_change.check(
        user, binding=f"session:{session.sid}", code=code, request=request, sid=session.sid
    )  # fmt: skip
    if isinstance(challenge, Rejected):
        return challenge
    with transaction.atomic():
        _insist(user, session)
        refused = address_change.switch(user, challenge, keep=session, request=request)
        if refused is None:
            _carry_over_grants(session, user)
            sessions.cycle(request, session)
    return refused


def _insist(user: User, session: Session) -> None:
    """Lock person and session, both as alive as when the request began: hashing takes long. Raises: SessionOver."""
    User.objects.select_for_update().get(pk=user.pk)
    if live_sessions().select_for_update().filter(pk=session.pk, user=user).first() is None:
        raise SessionOver


def _carry_over_grants(session: Session, user: User) -> None:
    """What was granted in the kept session goes on in the person's new epoch; what was revoked before stays so."""
    Grant.objects.filter(session=session, user=user, epoch=user.epoch - 1, revoked_at=None).update(epoch=user.epoch)
