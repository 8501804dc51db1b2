"""Try login: a client's own authorization request, decided as always, whose answer is a page of ours.

It is a target of an interaction like any other, so it opens no second door: the policy, the prompts, the session are those
of the real thing. Only the completion differs: no code is issued and no grant is made, so there is nothing to steal or to
redirect (docs/adr/0013-try-login-issues-nothing.md). Spec: OpenID Connect Core §3.1.2.
"""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.clients import registry
from idp.clients.models import Client
from idp.core import secrets
from idp.core.routes import Policy, route
from idp.interaction import views
from idp.interaction.models import Interaction
from idp.interaction.targets import Completion
from idp.lifecycle import why
from idp.oidc import authorize, engine, preview
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import Parameters
from idp.protocol.rfc6749_scope import OPENID
from idp.sessions.models import Session
from idp.web.guards import Visitor, admin_required, see_other
from idp.web.manage import client_page
from idp.web.manage.client_forms import SCOPES
from idp.web.manage.client_page import path_of
from idp.web.manage.client_types import type_of

TARGET = "trial"
SLUG = "try"
ACRS = {
    "": gettext_lazy("What the client's settings say"),
    "mfa": gettext_lazy("A code from an authenticator app"),
    "2fa-email": gettext_lazy("At least a code by e-mail"),
}
_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # of RFC 7636 appendix B; no code will be there to redeem


@route(Policy.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def start(request: HttpRequest, who: Visitor, client_id: str) -> HttpResponseBase:
    """GET or POST /manage/clients/<client_id>/try: what to ask; then the sign-in."""
    client = get_object_or_404(Client, client_id=client_id)
    if not type_of(client).signs_people_in:
        return see_other(path_of(client.client_id))
    if request.method != "POST":
        return _form(request, who, client, {"scope": client.scope.split()})
    asked = _asked(request, client)
    try:
        parameters = Parameters(asked)
        engine.validate_client(parameters)
        stored = authorize.checked(parameters)
    except OAuthError as error:
        return _form(
            request, who, client, {"scope": request.POST.getlist("scope")}, status=422, refusal=error, has_errors=True
        )  # fmt: skip
    return views.begin(request, TARGET, stored)


@route(Policy.ADMIN)
@require_safe
@admin_required
def result(request: HttpRequest, who: Visitor, client_id: str, reference: str) -> HttpResponseBase:
    """GET /manage/clients/<client_id>/try/<reference>: what was decided and why, and what the app would have got."""
    client = get_object_or_404(Client, client_id=client_id)
    tried = get_object_or_404(Interaction, reference=reference, target=TARGET, client=client)
    event = get_object_or_404(Event, reference=reference, action=Action.AUTHORIZATION_DECIDE)
    facts: dict[str, Any] = {
        "report": why.report(reference),
        "event": event,
        "error": event.detail.get("verdict", {}).get("error", ""),
        "sent": tried.parameters["raw"],
        "redirect_uri": tried.parameters["redirect_uri"],
        "issuer": settings.IDP.public_url,
        "is_own": event.subject == who.user.sub,
    }
    if not facts["error"] and facts["is_own"]:
        facts |= _told(who.user, client, event, tried.parameters)
    return client_page.page(request, who, client, "web/manage/trial_result.html", facts)


def complete(completion: Completion) -> HttpResponseBase:
    """Issue nothing; to the page that tells what was decided, which only administrators see."""
    client_id = str(completion.parameters["client_id"])
    record(
        Action.CLIENT_TRY, outcome="refused" if completion.error else "success", reason=completion.error,
        request=completion.request, actor=completion.context.person.sub if completion.context.person else "",
        client_id=client_id, detail={"decision": completion.reference},
    )  # fmt: skip
    return see_other(f"{path_of(client_id, SLUG)}/{completion.reference}")


def restart(parameters: Any) -> str:
    """The form, to try once more."""
    return path_of(str(parameters["client_id"]), SLUG)


def _asked(request: HttpRequest, client: Client) -> dict[str, str]:
    """The request that the client would send."""
    scopes = [scope for scope in client.scope.split() if scope == OPENID or scope in request.POST.getlist("scope")]
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": request.POST.get("redirect_uri", ""),
        "scope": " ".join(scopes),
        "code_challenge": _CHALLENGE,
        "code_challenge_method": "S256",
        "state": secrets.token(128),
        "nonce": secrets.token(128),
    }
    if "again" in request.POST:
        asked["prompt"] = "login"
    if (acr := request.POST.get("acr_values", "")) in ACRS and acr:
        asked["acr_values"] = acr
    return asked


def _told(user: User, client: Client, event: Event, asked: dict[str, Any]) -> dict[str, Any]:
    found, session = registry.fresh(client.client_id), Session.objects.filter(sid=event.sid).first()
    if found is None or session is None:
        return {}
    told = preview.of(user, found, asked["scopes"], session)
    return {
        "id_token": json.dumps(told.id_token | {"nonce": asked["raw"]["nonce"]}, indent=2, ensure_ascii=False),
        "userinfo": json.dumps(told.userinfo, indent=2, ensure_ascii=False),
        "obstacle": told.obstacle,
    }


def _form(
    request: HttpRequest, who: Visitor, client: Client, typed: dict[str, list[str]], *, status: int = 200, **facts: Any
) -> HttpResponseBase:
    chosen, acr = request.POST.get("redirect_uri", ""), request.POST.get("acr_values", "")
    uris = client.redirect_uris.split()
    facts |= {
        "uris": [(uri, uri == (chosen if chosen in uris else uris[0])) for uri in uris],
        "scope_choices": [
            (name, SCOPES.get(name, name), name in typed["scope"]) for name in client.scope.split() if name != OPENID
        ],
        "acr_choices": [(name, words, name == acr) for name, words in ACRS.items()],
        "again": "again" in request.POST,
    }
    return client_page.page(request, who, client, "web/manage/trial.html", facts, status=status)
