"""Change the e-mail address: name it, prove it by the code sent there; and the way back from the old mailbox.

Spec: OWASP ASVS 6.3.7, 6.3.8, 7.5.1.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from idp.accounts import address_change
from idp.accounts.address_change import AddressTaken
from idp.accounts.addresses import LONGEST
from idp.accounts.links import LinkDead, Purpose
from idp.core import cookie_test, mail
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.interaction.pages import Invalid, refused, try_to_send
from idp.lifecycle import credentials
from idp.web import mailed_links, shown_once
from idp.web.account import NOTICE
from idp.web.form_page import form_page
from idp.web.guards import Visitor, see_other, sudo_required

EMAIL = "/account/email"
CODE = "/account/email/code"
UNDO = "/account/email/undo"


@route(Policy.SUDO)
@require_http_methods(["GET", "HEAD", "POST"])
@sudo_required
def ask(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /account/email: have a code sent to the new address."""
    if request.method != "POST":
        return _ask_page(request, who)
    email = request.POST.get("email", "")[: LONGEST + 1]
    try:
        invalid = _ask(request, who, email)
    except AppError as error:
        invalid = refused(error, "email", {"email": email})
    return _ask_page(request, who, invalid) if invalid else see_other(CODE)


@route(Policy.SUDO)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@sudo_required
def confirm(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /account/email/code: the code from the new mailbox makes the switch."""
    address = address_change.pending(who.binding)
    if not address:
        return see_other(EMAIL)
    if request.method != "POST":
        return _code_page(request, who, address, notice="sent" in request.GET)
    try:
        if "resend" in request.POST:
            invalid = _ask(request, who, address)
            return _code_page(request, who, address, invalid) if invalid else see_other(f"{CODE}?sent=yes")
        rejected = credentials.change_address(who.user, request.POST.get("code", ""), session=who.session, request=request)
    except credentials.SessionOver:
        return see_other(EMAIL)  # its guard asks for a sign-in
    except AddressTaken as error:
        return _ask_page(request, who, refused(error, "email", {"email": address}))
    except AppError as error:
        return _code_page(request, who, address, refused(error, "code"))
    if rejected is not None:
        return _code_page(request, who, address, Invalid({"code": rejected.message}))
    shown_once.put(request, NOTICE, who.session.sid, "email")
    return see_other("/account")


def _ask(request: HttpRequest, who: Visitor, email: str) -> Invalid | None:
    return try_to_send(lambda: address_change.ask(who.user, email, binding=who.binding, request=request), {"email": email})


@route(Policy.PUBLIC)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@mailed_links.own_form(Purpose.UNDO_EMAIL, UNDO)
def undo(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /account/email/undo: the earlier address again, with a new password, and everybody signed out."""
    link = mailed_links.carried(request, Purpose.UNDO_EMAIL)
    if link is None:
        return _undo_dead(request)
    facts: dict[str, Any] = {"email": link.data["address"]}
    if request.method != "POST":
        return render(request, "web/email_undo.html", facts)
    try:
        address_change.undo(link, request.POST.get("password", ""), request=request)
    except LinkDead:
        return _undo_dead(request)
    except AddressTaken as error:
        return _undo_dead(request, error.title, error.status)
    except AppError as error:
        return form_page(request, "web/email_undo.html", facts, refused(error, "password"))
    return see_other("/account/email/undone")


@route(Policy.PUBLIC)
@require_safe
def undone(request: HttpRequest) -> HttpResponseBase:
    """GET /account/email/undone: it is done, and what to look at next."""
    link = mailed_links.used(request, Purpose.UNDO_EMAIL)
    if link is None:
        return see_other("/account")
    return render(request, "web/email_undone.html", {"email": link.data["address"]})


def _ask_page(request: HttpRequest, who: Visitor, invalid: Invalid | None = None) -> HttpResponse:
    return form_page(request, "web/account_email.html", {"who": who.user}, invalid)


def _code_page(
    request: HttpRequest, who: Visitor, address: str, invalid: Invalid | None = None, *, notice: bool = False
) -> HttpResponse:
    minutes = int(settings.IDP.address_code_lifetime.total_seconds() // 60)
    facts = {"who": who.user, "address": address, "minutes": minutes, "notice": notice, "is_mail_late": mail.is_late()}
    return form_page(request, "web/account_email_code.html", facts, invalid)


def _undo_dead(request: HttpRequest, title: str = "", status: int = 410) -> HttpResponse:
    if no_cookies := cookie_test.obstacle(request):
        return no_cookies
    is_used = mailed_links.used(request, Purpose.UNDO_EMAIL) is not None
    title = title or (_("This link has been used") if is_used else _("This link no longer works"))
    hours = int(settings.IDP.email_undo_lifetime.total_seconds() // 3600)
    return render(request, "web/email_undo_dead.html", {"title": title, "hours": hours}, status=status)
