"""Which browsers a person has signed in with before: by a cookie's secret, keyed per person, so that nobody can be followed.

The same browser has another digest for each person, and none that could be compared without our key.
Spec: OWASP ASVS 6.3.5 (telling people of unusual sign-ins).
"""

from datetime import datetime, timedelta
from typing import Any, Protocol

from idp.core import clock, secrets
from idp.sessions.models import Session

_PURPOSE = "known browser"
_NEWCOMER = timedelta(days=1)  # an interaction's life: the first sign-in of a new account needs no warning


class Person(Protocol):
    """Whose browser it may be."""

    pk: Any
    sub: str
    created_at: datetime


def digest(user: Person, browser: str) -> str:
    """What a session keeps of its browser; empty for one without the cookie."""
    return secrets.lasting_mac(_PURPOSE, user.sub, browser) if browser else ""


def is_new(user: Person, browser: str) -> bool:
    """Whether this person signs in with a browser for the first time, the first sign-in of a new account aside.

    A browser is known for as long as the session of its last sign-in is kept, whether that ended or not.
    """
    known = secrets.macs(_PURPOSE, user.sub, browser) if browser else []
    if known and Session.objects.filter(user_id=user.pk, browser_hash__in=known).exists():
        return False
    is_newcomer = clock.now() - user.created_at < _NEWCOMER
    return not is_newcomer or Session.objects.filter(user_id=user.pk).exists()


def forget(session: Session) -> None:
    """The browser of this session is no longer known to its person: what it does next is told of again."""
    if session.browser_hash:
        known = Session.objects.filter(user=session.user, browser_hash=session.browser_hash)
        known.update(browser_hash="")
