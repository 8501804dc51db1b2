"""A person's data without JavaScript: fetch all of it, delete the account, keep it after all. Spec: GDPR Art. 15, 17, 20."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from idp.accounts import deletion
from idp.core.routes import Policy, route
from idp.lifecycle import deletion as leaving
from idp.lifecycle import export as taking
from idp.web.guards import Visitor, see_other, session_required, sudo_required

DATA = "/account/data"


@route(Policy.SESSION)
@require_safe
@session_required
def data(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /account/data: what can be done, and whether the account is on its way out."""
    return render(request, "web/data.html", {"who": who.user})


@route(Policy.SUDO)
@require_safe
@sudo_required
def export(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /account/data/export: the document as a file."""
    response = JsonResponse(taking.document(who.user, request=request), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{taking.FILE_NAME}"'
    return response


@route(Policy.SUDO)
@require_http_methods(["GET", "HEAD", "POST"])
@sudo_required
def delete(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /account/data/delete: the question, and the answer that signs out everywhere."""
    if request.method != "POST":
        return _question(request, who)
    try:
        day = leaving.ask(who.user, request=request)
    except deletion.LastAdministrator as error:
        return _question(request, who, error)
    request.session.flush()
    return render(request, "web/deletion_asked.html", {"day": day, "email": who.user.email})


@route(Policy.SESSION)
@require_POST
@session_required
def keep(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """POST /account/data/keep: the account stays."""
    deletion.cancel(who.user, request=request)
    return see_other(DATA)


def _question(request: HttpRequest, who: Visitor, error: deletion.LastAdministrator | None = None) -> HttpResponseBase:
    why = _("You are the only administrator. Make somebody else an administrator first.")
    facts = {
        "who": who.user,
        "days": settings.IDP.deletion_grace.days,
        "errors": {"delete": why} if error else {},
        "has_errors": error is not None,
    }
    return render(request, "web/delete.html", facts, status=error.status if error else 200)
