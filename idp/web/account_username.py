"""The username of the account: what apps call the person (``preferred_username``). Spec: OpenID Connect Core §5.1."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from idp.accounts import profile
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.web import shown_once
from idp.web.account import NOTICE
from idp.web.guards import Visitor, see_other, session_required

_LONGEST_SHOWN = 400


@route(Policy.SESSION)
@require_http_methods(["GET", "HEAD", "POST"])
@session_required
def username(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /account/username."""
    if request.method != "POST":
        return _page(request, who, who.user.preferred_username or "")
    typed = request.POST.get("preferred_username", "")
    try:
        changed = profile.update(who.user, {"claims": {"preferred_username": typed}}, request=request)
    except AppError as error:
        return _page(request, who, typed[:_LONGEST_SHOWN], {name: " ".join(texts) for name, texts in error.fields.items()})
    if changed:
        shown_once.put(request, NOTICE, who.session.sid, "username")
    return see_other("/account")


def _page(request: HttpRequest, who: Visitor, typed: str, errors: dict[str, str] | None = None) -> HttpResponseBase:
    facts = {"who": who.user, "preferred_username": typed, "errors": errors or {}, "has_errors": bool(errors)}
    return render(request, "web/account_username.html", facts, status=422 if errors else 200)
