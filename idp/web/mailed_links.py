"""The page behind a mailed link: its token leaves the address bar at once and waits in a cookie for the form.

A URL is kept by histories, synchronised between devices, shown on shared screens and sent on in Referer; a cookie that
only this site reads is not. Opening the link changes nothing, so a mail scanner may (`accounts.links`).

A browser carries one link of each purpose: the one that was opened last. Its form says for which link it was shown, so that a
form of one person is never sent with the link of another that was opened in another tab since.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from idp.accounts import links
from idp.accounts.links import Purpose
from idp.accounts.models import Link
from idp.core import secrets
from idp.core.routes import Policy, route
from idp.web.guards import View

WAITS_SECONDS = 30 * 60  # for the form to be filled in; the link itself can be opened again while it lives

_FORM = "mailed link form"


def opener(purpose: Purpose, to: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The view of GET ``to``/<token>, the URL in the mail: on to the page, and nothing is spent."""

    @route(Policy.PUBLIC)
    @require_safe
    def open_link(request: HttpRequest, token: str) -> HttpResponse:
        return carry(purpose, token, to)

    return open_link


def carry(purpose: Purpose, token: str, to: str) -> HttpResponse:
    """303 to the page at ``to``, whose URL holds no token. Whether the token is good is that page's question."""
    response = HttpResponse(status=303)
    response["Location"] = to
    response["Referrer-Policy"] = "no-referrer"  # this URL is the secret; the page that follows has the site's own policy
    if links.SHAPE.fullmatch(token):
        response.set_cookie(
            cookie_name(purpose),
            token,
            max_age=WAITS_SECONDS,
            secure=settings.IDP.is_https,
            httponly=True,
            samesite="Lax",  # Strict would be withheld: the chain of redirects began in a mail program
        )
    return response


def own_form(purpose: Purpose, page: str) -> Callable[[View], View]:
    """Around the view of a mailed link's form, which stands at ``page``: it acts only on the link that it was shown for.

    Its template puts ``request.link_form`` into the form (``web/_link_form.html``).
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            token = request.COOKIES.get(cookie_name(purpose), "")
            request.link_form = secrets.mac(_FORM, purpose, token)  # type: ignore[attr-defined]  # read by the template
            is_own = _is_shown_for(token, purpose, request.POST.get("link", ""))
            if request.method == "POST" and not is_own and links.find(token, purpose):
                return render(request, "web/other_link.html", {"page": page}, status=409)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _is_shown_for(token: str, purpose: Purpose, given: str) -> bool:
    return any(secrets.equal(known, given) for known in secrets.macs(_FORM, purpose, token))


def carried(request: HttpRequest, purpose: Purpose) -> Link | None:
    """The live link whose token this browser carries for this door."""
    return links.find(request.COOKIES.get(cookie_name(purpose), ""), purpose)


def used(request: HttpRequest, purpose: Purpose) -> Link | None:
    """The link that this browser carries, if it did what it was for."""
    return links.spent(request.COOKIES.get(cookie_name(purpose), ""), purpose)


def drop(response: HttpResponseBase, purpose: Purpose) -> None:
    """Take the cookie away, because the link did what it was for."""
    response.delete_cookie(cookie_name(purpose), samesite="Lax")
    response.cookies[cookie_name(purpose)]["secure"] = settings.IDP.is_https  # a __Host- cookie is not removed without it


def cookie_name(purpose: Purpose) -> str:
    """One cookie a purpose: two kinds of links may be open in one browser."""
    return f"{settings.LINK_COOKIE_NAME}_{purpose}"
