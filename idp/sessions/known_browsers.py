"""Which browsers a person has signed in with before: by a cookie's secret, keyed per person, so that nobody can be followed.

The same browser has another digest for each person, and none that could be compared without our key. A known browser has
guess budgets and sends of its own, which strangers elsewhere cannot spend; it skips no proof.
Spec: OWASP ASVS 6.3.5 (telling people of unusual sign-ins); OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest

from idp.core import clock, secrets
from idp.sessions.models import KnownBrowser, Session

LIFETIME = timedelta(days=400)  # as long as browsers keep a cookie
_LENGTH = 43
_PURPOSE = "known browser"
_NEWCOMER = timedelta(days=1)  # an interaction's life: the first sign-in of a new account needs no warning


class Person(Protocol):
    """Whose browser it may be."""

    pk: Any
    sub: str
    created_at: datetime


def secret_of(request: HttpRequest) -> str:
    """The secret of this browser's long-lived cookie, or an empty string."""
    value = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    return value if len(value) == _LENGTH and value.isascii() else ""


def own(user: Person | None, request: HttpRequest | None) -> str:
    """The digest of the browser that asks, if it is known as this person's; else empty. The same work where nobody is."""
    secret = secret_of(request) if request is not None else ""
    digests = secrets.macs(_PURPOSE, user.sub if user else "", secret) if secret else []
    found = KnownBrowser.objects.filter(
        user_id=user.pk if user else 0, browser_hash__in=digests, proved_at__gt=clock.now() - LIFETIME
    )
    return found.values_list("browser_hash", flat=True).first() or ""


def signed_in(user: Person, request: HttpRequest | None) -> str:
    """As ``own``, where a whole sign-in made the browser known: whoever chose a password by mail proved only the mailbox."""
    digest = own(user, request)
    return digest if KnownBrowser.objects.filter(browser_hash=digest).exclude(signed_in_at=None).exists() else ""


def is_new(user: Person, browser: str) -> bool:
    """Whether this person signs in with a browser for the first time, the first sign-in of a new account aside."""
    known = secrets.macs(_PURPOSE, user.sub, browser) if browser else []
    signed_in = KnownBrowser.objects.filter(user_id=user.pk).exclude(signed_in_at=None)
    if known and signed_in.filter(browser_hash__in=known, proved_at__gt=clock.now() - LIFETIME).exists():
        return False
    is_newcomer = clock.now() - user.created_at < _NEWCOMER
    return not is_newcomer or Session.objects.filter(user_id=user.pk).exists()


def remember(user: Person, browser: str, *, is_sign_in: bool = True) -> str:
    """This browser is the person's from now on; returns its digest, empty for one without the cookie.

    Only after a whole sign-in, or a new password chosen by a mailed link, whose first sign-in is still told of.
    """
    if not browser:
        return ""
    moment = clock.now()
    values = {"proved_at": moment} | ({"signed_in_at": moment} if is_sign_in else {})
    digests = secrets.macs(_PURPOSE, user.sub, browser)
    row = KnownBrowser.objects.filter(browser_hash__in=digests).first()
    if row is None:
        row, _made = KnownBrowser.objects.get_or_create(browser_hash=digests[0], defaults={"user_id": user.pk, **values})
    KnownBrowser.objects.filter(pk=row.pk).update(**values)
    return row.browser_hash


def forget(session: Session) -> None:
    """The browser of this session is no longer known to its person: what it does next is told of again."""
    if session.browser_hash and session.user_id is not None:
        KnownBrowser.objects.filter(user_id=session.user_id, browser_hash=session.browser_hash).delete()


def forget_all(user: Person, *, keep: str = "") -> None:
    """No browser of this person is known any more, but for the one with the digest ``keep``."""
    KnownBrowser.objects.filter(user_id=user.pk).exclude(browser_hash=keep).delete()
