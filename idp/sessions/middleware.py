"""The session and its person on a page's request, loaded by one statement and only when asked for."""

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from idp.core import clock, languages, secrets
from idp.core.http import PagesOnly
from idp.sessions.engine import SessionStore
from idp.sessions.models import Session

TOUCH_EVERY = timedelta(minutes=1)


class SessionMiddleware(PagesOnly, sessions.SessionMiddleware):
    """``request.session``: Django's middleware on our engine."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Set or renew the cookie; take it away only at sign-out.

        A cookie that no longer opens anything may be the old value of one that another answer has just renewed.
        """
        store = cast(SessionStore, request.session)
        if store.is_empty() and not store.was_flushed:
            return response
        return super().process_response(request, response)


class AuthenticationMiddleware(PagesOnly, auth.AuthenticationMiddleware):
    """``request.user`` from the one session row; nobody is half signed in."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]  # lazily a User


def current(request: HttpRequest, *, is_silent: bool = False) -> Session | None:
    """The live session of this browser, or None. Asking for it is activity, unless a script may do so without a person.

    Spec: OWASP ASVS 7.3.1 (inactivity timeout).
    """
    store = cast(SessionStore, request.session)
    store.keys()  # loads the row
    row = store.row
    if row is None or row.user_id is None:
        return None
    if not is_silent:
        _touch(row)
    if row.user is not None:
        languages.prefer(request, row.user.locale, languages.Say.PERSON)
    return row


def is_over(request: HttpRequest) -> str:
    """Why this browser is signed out although it still sends a cookie: ``idle``, ``ended`` (by somebody); else an empty string.

    Whoever signs out here loses the cookie, and is told nothing.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = Session.objects.filter(key_hash=secrets.digest(key)).first() if key and current(request) is None else None
    if row is None or row.user is None:
        return ""
    moment = clock.now()
    has_run_out = row.expires_at <= moment or row.last_seen_at <= moment - settings.IDP.session_idle
    return "idle" if row.ended_at is None and has_run_out else "ended"


def _touch(row: Session) -> None:
    """Remember activity, at most once a minute."""
    moment = clock.now()
    if moment - row.last_seen_at >= TOUCH_EVERY:
        row.last_seen_at = moment
        Session.objects.filter(pk=row.pk).update(last_seen_at=moment)


def _person(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    row = current(request)
    return row.user if row is not None and row.user is not None else AnonymousUser()
