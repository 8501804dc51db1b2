"""Signing out elsewhere or everywhere: sessions, their grants, and the word to the clients, in one transaction.

Spec: OpenID Connect Back-Channel Logout 1.0 §2.7. A session's end alone leaves its offline grants alive; a person who
signs a browser out means those as well.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from idp.accounts import people
from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.core import clock
from idp.oidc.models import Grant
from idp.sessions import known_browsers
from idp.sessions import services as sessions
from idp.sessions.models import Session


@transaction.atomic
def one(user: User, sid: str, *, by: str | None = None, request: HttpRequest | None = None) -> bool:
    """End one live session of ``user`` and all its grants; False if there is none with this sid.

    ``by`` is the sid of the session in which the person asks: the browser of another one is no longer known.
    """
    live = {session.sid: session for session in sessions.of(user)}
    session, asking = live.get(sid), live.get(by or "")
    if session is None or not sessions.end(session, "signed out by the person", request=request):
        return False
    revoke_grants(Grant.objects.filter(session=session), user, "session revoked", request)
    _forget_browser(session, asking)
    return True


@transaction.atomic
def others(user: User, *, keep: int | None, request: HttpRequest | None = None) -> int:
    """End all live sessions but the one with the primary key ``keep``, and all grants not made in it."""
    kept = Session.objects.filter(pk=keep, user=user).first() if keep is not None else None
    known_browsers.forget_all(user, keep=kept.browser_hash if kept else "")
    ended = sessions.end_all(user, "signed out by the person", keep=kept, request=request)
    revoke_grants(Grant.objects.filter(user=user).exclude(session=kept), user, "other sessions revoked", request)
    return ended


@transaction.atomic
def everywhere(user: User, reason: str, *, request: HttpRequest | None = None, actor: str = "") -> int:
    """End every session, grant and link of ``user`` at once, whatever process or cache holds them; counts the sessions.

    The sessions end before the epoch rises: afterwards they would not count as live, and their clients not be told.
    """
    ended = sessions.end_all(user, reason, request=request, actor=actor)
    revoke_grants(Grant.objects.filter(user=user), user, reason, request, actor=actor)
    people.raise_epoch(user)
    known_browsers.forget_all(user)
    return ended


def _forget_browser(session: Session, asking: Session | None) -> None:
    """Whoever was sent away is told of when they come back. A browser that sends itself away stays known."""
    if asking is None or session.browser_hash != asking.browser_hash:
        known_browsers.forget(session)


def revoke_grants(grants: QuerySet[Grant], user: User, reason: str, request: HttpRequest | None, actor: str = "") -> int:
    """End these grants of ``user`` in the caller's transaction; returns how many ended."""
    revoked = grants.filter(revoked_at=None).update(revoked_at=clock.now(), revoke_reason=reason[:40])
    if revoked:
        record(
            Action.GRANT_REVOKE,
            reason=reason,
            request=request,
            actor=actor or user.sub,
            subject=user.sub,
            detail={"grants": revoked},
        )
    return revoked
