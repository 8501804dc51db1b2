"""Change the password, after a fresh proof and with the current one. This browser stays signed in; every other one does not.

Spec: OWASP ASVS 6.2.3, 7.4.3, 7.5.1.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.interaction.pages import Invalid, refused
from idp.lifecycle import credentials
from idp.web import shown_once
from idp.web.account import NOTICE
from idp.web.form_page import form_page
from idp.web.guards import Visitor, see_other, sudo_required

CHANGE = "/account/password"


@route(Policy.PUBLIC, machine=True)
@require_safe
def well_known(request: HttpRequest) -> HttpResponseBase:
    """GET /.well-known/change-password: where password managers send people.

    Spec: W3C A Well-Known URL for Changing Passwords.
    """
    return see_other(CHANGE)


@route(Policy.SUDO)
@sensitive_post_parameters("current_password", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@sudo_required
def change(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /account/password: what was typed is never shown again."""
    if request.method != "POST":
        return _page(request, who)
    current, password = (request.POST.get(name, "") for name in ("current_password", "password"))
    try:
        credentials.change_password(who.user, current, password, session=who.session, request=request)
    except credentials.SessionOver:
        return see_other(request.path)  # its guard asks for a sign-in
    except AppError as error:
        return _page(request, who, refused(error, "current_password"))
    shown_once.put(request, NOTICE, who.session.sid, "password")
    return see_other("/account")


def _page(request: HttpRequest, who: Visitor, invalid: Invalid | None = None) -> HttpResponse:
    return form_page(request, "web/account_password.html", {"who": who.user}, invalid)
