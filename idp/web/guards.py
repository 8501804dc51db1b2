"""Who may see a page outside an interaction. A failed guard starts an interaction that ends on the same page.

Spec: OWASP ASVS 7.5.3 (a sensitive act needs a fresh proof).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from idp.accounts import roles
from idp.accounts.models import User
from idp.accounts.roles import Act
from idp.mfa.policy import STAFF_ACR
from idp.mfa.sudo import is_fresh
from idp.sessions.middleware import current
from idp.sessions.models import Session
from idp.web import errors, local

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Visitor:
    """The person who looks at a page, and the sign-in of this browser."""

    session: Session
    user: User

    @property
    def binding(self) -> str:
        """What enrolments and codes of this sign-in are bound to."""
        return f"session:{self.session.sid}"


def visitor(request: HttpRequest) -> Visitor | None:
    """Who is signed in on this browser; None for nobody."""
    session = current(request)
    return Visitor(session, session.user) if session is not None and session.user is not None else None


def session_required(view: View) -> View:
    """The view's second argument is the Visitor; without a session the person signs in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        who = visitor(request)
        return view(request, who, *args, **kwargs) if who is not None else sign_in(request)

    return guarded


def sudo_required(view: View) -> View:
    """As ``session_required``, and the person's strongest factor was proved within IDP_SUDO_LIFETIME."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        who = visitor(request)
        if who is None or not is_fresh(who.session, who.user):
            return sign_in(request, level=local.SUDO)
        return view(request, who, *args, **kwargs)

    return guarded


def admin_required(view: View) -> View:
    """As ``sudo_required``, for administrators, by an app or a recovery code; somebody else gets 403, and is asked nothing."""
    return staff_required(Act.MANAGE_CLIENTS)(view)


def staff_required(act: Act) -> Callable[[View], View]:
    """As ``admin_required``, for everybody whose role allows this act."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            obstacle = staff_obstacle(request, act)
            return obstacle if obstacle is not None else view(request, visitor(request), *args, **kwargs)

        return guarded

    return guard


def admin_obstacle(request: HttpRequest, return_to: str = "") -> HttpResponseBase | None:
    """Why this browser may not see an administrator's page: a sign-in to complete, or 403. None: it may."""
    return staff_obstacle(request, Act.MANAGE_CLIENTS, return_to)


def staff_obstacle(request: HttpRequest, act: Act, return_to: str = "") -> HttpResponseBase | None:
    """The same for a page of whoever may do this. Who has no authenticator app is led through setting one up."""
    who = visitor(request)
    if who is not None and not roles.may(who.user, act):
        return errors.forbidden(request, PermissionError())
    if who is None or not is_fresh(who.session, who.user, at_least=STAFF_ACR):
        return sign_in(request, return_to, level=local.STAFF)
    return None


def sign_in(request: HttpRequest, return_to: str = "", *, level: str = "") -> HttpResponseBase:
    """303 to a sign-in that ends on ``return_to`` or this page: without its query where that could not come back."""
    path = return_to or request.get_full_path()
    if local.safe_path(path) != path:
        path = request.path
    return see_other(local.start_url(path, level=level))


def see_other(location: str) -> HttpResponse:
    """303: the next request is a GET, whatever this one was."""
    response = HttpResponse(status=303)
    response["Location"] = location
    return response
