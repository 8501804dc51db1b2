"""What a client would be told about a person, for the administrator who asks; who asked about whom is recorded."""

import json
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from idp.accounts import addresses
from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.clients import registry
from idp.clients.models import Client
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.oidc import preview
from idp.protocol.rfc6749_scope import OPENID
from idp.web.guards import Visitor, admin_required, see_other
from idp.web.manage import client_page
from idp.web.manage.client_forms import SCOPES
from idp.web.manage.client_types import type_of


@route(Policy.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def claims_of(request: HttpRequest, who: Visitor, client_id: str) -> HttpResponseBase:
    """GET or POST /manage/clients/<client_id>/claims: choose a person and scopes; see ID token and userinfo."""
    client = get_object_or_404(Client, client_id=client_id)
    if not type_of(client).signs_people_in:
        return see_other(client_page.path_of(client.client_id))
    if request.method != "POST":
        return _page(request, who, client, "", frozenset(client.scope.split()))
    typed, scopes = request.POST.get("email", "").strip()[:254], frozenset(request.POST.getlist("scope"))
    user = _person(typed)
    found = registry.fresh(client.client_id)
    if user is None or found is None:
        errors = {"email": [_("Nobody has this address.")]}
        return _page(request, who, client, typed, scopes, status=422, errors=errors, has_errors=True)
    shown = preview.of(user, found, scopes)
    record(
        Action.CLAIMS_PREVIEW, request=request, actor=who.user.sub, subject=user.sub, client_id=client.client_id,
        detail={"scopes": sorted(scopes & found.scopes)},
    )  # fmt: skip
    facts: dict[str, Any] = {
        "id_token": json.dumps(shown.id_token, indent=2, ensure_ascii=False),
        "userinfo": json.dumps(shown.userinfo, indent=2, ensure_ascii=False),
        "obstacle": shown.obstacle,
        "person": user,
    }
    return _page(request, who, client, typed, scopes, **facts)


def _person(address: str) -> User | None:
    try:
        return User.objects.filter(email_canonical=addresses.canonical(address)).first()
    except AppError:  # this is no address
        return None


def _page(
    request: HttpRequest, who: Visitor, client: Client, typed: str, scopes: frozenset[str], *, status: int = 200, **facts: Any
) -> HttpResponseBase:
    choices = [(name, SCOPES.get(name, name), name in scopes) for name in client.scope.split() if name != OPENID]
    facts |= {"typed": typed, "scope_choices": choices}
    return client_page.page(request, who, client, "web/manage/claims.html", facts, status=status)
