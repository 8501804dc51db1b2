"""A forgotten password: ask for a link, choose a new password, go back to the sign-in. Nobody is signed in here.

The same page answers whoever the address belongs to. Spec: OWASP ASVS 6.3.8, 6.4.1, 6.4.3.
"""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from idp.accounts import password_reset
from idp.accounts.addresses import LONGEST
from idp.accounts.links import LinkDead, Purpose
from idp.core import cookie_test, mail
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.interaction import browser
from idp.interaction.pages import Invalid, refused
from idp.web import mailed_links, way_back
from idp.web.form_page import form_page
from idp.web.guards import see_other

FORGOT = "/password/forgot"
RESET = "/password/reset"
CHANGED = "/password/changed"


@route(Policy.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /password/forgot: have a link sent. ``interaction`` is the sign-in to come back to."""
    if request.method != "POST":
        interaction_id = way_back.own_interaction(request, request.GET.get("interaction", ""))
        known = way_back.address_typed(interaction_id)
        return _forgot_page(request, interaction_id, email=known, is_sent="sent" in request.GET)
    interaction_id = way_back.own_interaction(request, request.POST.get("interaction", ""))
    email = request.POST.get("email", "")[: LONGEST + 1]
    try:
        password_reset.ask(email, request=request, interaction_id=interaction_id)
    except AppError as error:  # an address that is none, or a caller who asks too often
        return _forgot_page(request, interaction_id, refused(error, "email", {"email": email}))
    return see_other(f"{FORGOT}?" + urlencode({"sent": "yes"} | ({"interaction": interaction_id} if interaction_id else {})))


@route(Policy.PUBLIC)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@mailed_links.own_form(Purpose.RESET_PASSWORD, RESET)
def reset(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /password/reset: choose a new password, with the link that this browser carries."""
    link = mailed_links.carried(request, Purpose.RESET_PASSWORD)
    if link is None:
        return _dead(request)
    facts: dict[str, Any] = {"email": link.user.email}
    if request.method != "POST":
        return render(request, "web/password_reset.html", facts)
    browser.ensure(request)
    try:
        password_reset.reset(link, request.POST.get("password", ""), request=request)
    except LinkDead:
        return _dead(request)
    except AppError as error:
        return form_page(request, "web/password_reset.html", facts, refused(error, "password"))
    response = see_other(CHANGED)
    browser.remember(request, response)
    return response


@route(Policy.PUBLIC)
@require_safe
def changed(request: HttpRequest) -> HttpResponseBase:
    """GET /password/changed: it is done, and where to sign in with it."""
    link = mailed_links.used(request, Purpose.RESET_PASSWORD)
    if link is None:
        return see_other(way_back.ELSEWHERE)
    go_on = way_back.after_reset(request, str(link.data.get("interaction", "")))
    return render(request, "web/password_changed.html", {"go_on": go_on})


def _forgot_page(
    request: HttpRequest, interaction_id: str, invalid: Invalid | None = None, *, email: str = "", is_sent: bool = False
) -> HttpResponse:
    facts: dict[str, Any] = {
        "email": email,
        "interaction": interaction_id,
        "minutes": int(settings.IDP.reset_lifetime.total_seconds() // 60),
        "sign_in": f"/interaction/{interaction_id}" if interaction_id else way_back.ELSEWHERE,
        "is_mail_late": is_sent and mail.is_late(),
    }
    template = "web/password_link_sent.html" if is_sent else "web/password_forgot.html"
    return form_page(request, template, facts, invalid)


def _dead(request: HttpRequest) -> HttpResponse:
    """The link was used, is too old, or never was one: say so and offer a new one."""
    if no_cookies := cookie_test.obstacle(request):
        return no_cookies
    is_used = mailed_links.used(request, Purpose.RESET_PASSWORD) is not None
    title = _("This link has been used") if is_used else _("This link no longer works")
    return render(request, "web/password_link_dead.html", {"title": title, "is_used": is_used}, status=410)
