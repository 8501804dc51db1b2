"""The pages behind two mailed links: deny a sign-in, keep an account. Neither needs a sign-in, and neither opens anything.

Opening a link changes nothing; the button does (`web.mailed_links`).
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from idp.accounts import deletion, links
from idp.accounts.links import Purpose
from idp.core import cookie_test, http, places
from idp.core.routes import Policy, route
from idp.lifecycle import not_me as denial
from idp.sessions.models import Session
from idp.web import mailed_links

NOT_ME = "/account/not-me"
KEEP = "/account/keep"


@route(Policy.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@mailed_links.own_form(Purpose.NOT_ME, NOT_ME)
def not_me(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /account/not-me: which sign-in it is, and the button that ends it."""
    link = mailed_links.carried(request, Purpose.NOT_ME)
    if link is None:
        return _dead(request)
    if request.method != "POST":
        session = Session.objects.filter(user=link.user, sid=str(link.data.get("sid", ""))).first()
        return render(request, "web/not_me.html", {"facts": _facts(session, request), "email": link.user.email})
    denial.deny_by_link(link, request=request)
    response = render(request, "web/not_me_done.html", {"email": link.user.email})
    mailed_links.drop(response, Purpose.NOT_ME)
    return response


@route(Policy.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@mailed_links.own_form(Purpose.KEEP_ACCOUNT, KEEP)
def keep(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /account/keep: the day on which the account goes, and the button that calls it off."""
    link = mailed_links.carried(request, Purpose.KEEP_ACCOUNT)
    if link is None or link.user.deletion_at is None:
        return _dead(request)
    if request.method != "POST":
        return render(request, "web/keep.html", {"day": link.user.deletion_at, "email": link.user.email})
    if not (links.spend(link) and deletion.cancel(link.user, request=request)):
        return _dead(request)
    response = render(request, "web/kept.html", {"email": link.user.email})
    mailed_links.drop(response, Purpose.KEEP_ACCOUNT)
    return response


def _facts(session: Session | None, request: HttpRequest) -> dict[str, object]:
    if session is None:
        return {}
    return {
        "at": session.created_at,
        "device": http.device_words(session.user_agent) if session.user_agent else "",
        "place": places.of(session.ip, getattr(request, "LANGUAGE_CODE", "")),
        "ip": session.ip,
    }


def _dead(request: HttpRequest) -> HttpResponseBase:
    if no_cookies := cookie_test.obstacle(request):
        return no_cookies
    facts = {
        "title": _("This link does not work"),
        "code": "expired_link",
        "advice": _("It was used before, or it is too old. Sign in to look after your account."),
        "way_on": "/account",
        "log_reference": getattr(request, "request_id", ""),
    }
    return render(request, "idp/error.html", facts, status=410)
