"""\"This wasn't me\": end the sign-in that a person does not know, forget its browser, and send the person to the password.

Statement E9: the change of password that follows signs out everywhere else. A mailed link may say it too: whoever holds
the mailbox may close a door, never open one.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from idp.accounts import links
from idp.accounts.address_codes import asked_from
from idp.accounts.links import Purpose
from idp.accounts.models import Link, User
from idp.audit.events import Action, record
from idp.core import http, mail
from idp.lifecycle import activity, sign_out
from idp.oidc.models import Grant
from idp.sessions import known_browsers
from idp.sessions import services as sessions
from idp.sessions.models import Session


@dataclass(frozen=True)
class Denied:
    """What the person's word ended."""

    session_ended: bool


def link_for(session: Session) -> str:
    """The URL of a mailed link that denies this sign-in."""
    assert session.user is not None
    token = links.issue(session.user, Purpose.NOT_ME, lifetime=settings.IDP.not_me_lifetime, data={"sid": session.sid})
    return links.url(Purpose.NOT_ME, token)


@transaction.atomic
def deny(user: User, reference: str, *, request: HttpRequest | None = None) -> Denied | None:
    """Deny an entry of the person's own history; None if there is no such entry."""
    event = activity.of(user).filter(reference=reference).first()
    if event is None:
        return None
    sid = activity.sids_of(user, [event]).get(event.pk, "")
    return _denied(user, sid, request, {"denied": reference})


@transaction.atomic
def deny_by_link(link: Link, *, request: HttpRequest | None = None) -> Denied | None:
    """Deny the sign-in that a mailed link names, and use the link up; None if that was done before."""
    if not links.spend(link):
        return None
    return _denied(link.user, str(link.data.get("sid", "")), request, {"by_link": True})


def _denied(user: User, sid: str, request: HttpRequest | None, detail: dict[str, Any]) -> Denied:
    session = Session.objects.filter(user=user, sid=sid).first() if sid else None
    ended = revoked = 0
    if session is not None:
        ended = sessions.end(session, "denied by the person", request=request, actor=user.sub)
        revoked = sign_out.revoke_grants(Grant.objects.filter(session=session), user, "sign-in denied", request)
        known_browsers.forget(session)
    record(
        Action.USER_SIGN_IN_DENY,
        request=request,
        actor=user.sub,
        subject=user.sub,
        sid=sid,
        detail=detail | {"session_ended": bool(ended), "grants": revoked},
    )
    if ended or revoked:
        told = {"denied_device": http.device_words(session.user_agent) if session and session.user_agent else ""}
        mail.send("sign_in_denied", user.email, told | asked_from(request), locale=user.locale)
    return Denied(session_ended=bool(ended or revoked))
