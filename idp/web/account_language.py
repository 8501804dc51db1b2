"""The language of the account: what mails are written in and what clients learn as the claim ``locale``.

The chooser on every page keeps a choice in the browser; only here does it become the person's. Spec: OpenID Connect Core §5.1.
"""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from idp.accounts import profile
from idp.core import languages
from idp.core.routes import Policy, route
from idp.web import shown_once
from idp.web.account import NOTICE
from idp.web.guards import Visitor, see_other, session_required


@route(Policy.SESSION)
@require_http_methods(["GET", "HEAD", "POST"])
@session_required
def language(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /account/language."""
    if request.method != "POST":
        return _page(request, who)
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return _page(request, who, _("Choose one of these."))
    if languages.match([who.user.locale]) != chosen:  # de-AT is German, too: it stays
        profile.update(who.user, {"locale": chosen}, request=request)
    shown_once.put(request, NOTICE, who.session.sid, "language")
    response = see_other("/account")
    languages.remember(response, chosen)
    return response


def _page(request: HttpRequest, who: Visitor, error: str = "") -> HttpResponseBase:
    current = languages.match([who.user.locale]) or translation.get_language()
    facts = {"who": who.user, "current": current, "error": error, "has_errors": bool(error)}
    return render(request, "web/account_language.html", facts, status=422 if error else 200)
