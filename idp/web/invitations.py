"""The pages behind the links for newcomers and for people whose second factor was reset. Both go on in an interaction.

Nobody is signed in by a link: it stands for the mailbox, beside the password that is given here or in the interaction.
Spec: security cases MF-21, MF-28.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from idp.accounts import invitations
from idp.accounts.invitations import LinkDead
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.core import clock, cookie_test
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.interaction import browser, services
from idp.interaction.pages import Proved, refused
from idp.interaction.views import begin
from idp.web import local, mailed_links
from idp.web.form_page import form_page
from idp.web.guards import see_other

INVITATION = "/invitation"
ENROLMENT = "/enrolment"
_FORM = ["GET", "HEAD", "POST"]


@route(Policy.PUBLIC)
@sensitive_post_parameters("password")
@require_http_methods(_FORM)
@mailed_links.own_form(Purpose.INVITATION, INVITATION)
def invitation(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /invitation: choose name and password, then go on with the second factor."""
    link = mailed_links.carried(request, Purpose.INVITATION)
    if link is None:
        return _dead(request, Purpose.INVITATION)
    name, username = request.POST.get("name", link.user.name), request.POST.get("preferred_username", "")
    facts: dict[str, Any] = {"email": link.user.email, "name": name[:400], "preferred_username": username[:400]}
    if request.method != "POST":
        return render(request, "web/invitation.html", facts | {"preferred_username": link.user.preferred_username or ""})
    try:
        user = invitations.accept(
            link, name=name, password=request.POST.get("password", ""), username=username, request=request
        )
    except LinkDead:
        return _dead(request, Purpose.INVITATION)
    except AppError as error:
        return form_page(request, "web/invitation.html", facts, refused(error, "form"))
    return _go_on(request, user)


@route(Policy.PUBLIC)
@require_http_methods(_FORM)
@mailed_links.own_form(Purpose.ENROLMENT, ENROLMENT)
def enrolment(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /enrolment: say what follows; then the password, the app, the recovery codes.

    The link is spent by the confirmation of the new app, so that an interrupted person, or the wrong one, uses nothing up.
    """
    link = mailed_links.carried(request, Purpose.ENROLMENT)
    if link is None:
        return _dead(request, Purpose.ENROLMENT)
    if request.method != "POST":
        return render(request, "web/enrolment.html", {"email": link.user.email})
    return begin(request, local.TARGET, _asked(link.user, app=True, link=link.pk))


def _go_on(request: HttpRequest, user: User) -> HttpResponseBase:
    """After an invitation: into an interaction, with the password given and the mailbox proved."""
    interaction = services.store(local.TARGET, _asked(user), browser_secret=browser.ensure(request))
    services.prove(request, interaction, Proved({"password": {}}, user, restarts=True))
    response = see_other(f"/interaction/{interaction.id}")
    browser.remember(request, response)
    mailed_links.drop(response, Purpose.INVITATION)
    return response


def _asked(user: User, *, app: bool = False, **mailbox: Any) -> dict[str, Any]:
    """An interaction for exactly this person, whose mailbox a link stands for."""
    proved = {"sub": user.sub, "epoch": user.epoch, "at": clock.unix_time()} | mailbox
    return {"return_to": local.DEFAULT, "app": app, "sub": user.sub, "login_hint": user.email, "mailbox": proved}


def _dead(request: HttpRequest, purpose: Purpose) -> HttpResponse:
    if no_cookies := cookie_test.obstacle(request):
        return no_cookies
    is_used = mailed_links.used(request, purpose) is not None
    if purpose == Purpose.INVITATION:
        title = _("This invitation has been used") if is_used else _("This invitation no longer works")
    else:
        title = _("This set-up link has been used") if is_used else _("This set-up link no longer works")
    return render(request, "web/invitation_dead.html", {"title": title, "is_used": is_used}, status=410)
