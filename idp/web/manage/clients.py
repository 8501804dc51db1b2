"""The list of clients, a client's own page, and changing it. Spec: RFC 7591 §2 for what may be registered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from idp.clients import account_console, registration
from idp.clients.models import Client
from idp.core import fetch
from idp.core.routes import Policy, route
from idp.lifecycle import client_end, redirects
from idp.protocol import rfc9700_redirect_difference as difference
from idp.protocol.rfc7591_registration import InvalidMetadata
from idp.web import kept_forms, shown_once
from idp.web.guards import Visitor, admin_required, see_other
from idp.web.manage import client_forms, client_page, console, frameworks
from idp.web.manage.client_forms import Form
from idp.web.manage.client_page import path_of, purpose, show_once
from idp.web.manage.client_types import type_of

LONGEST_LIST = 100
_DONE = {  # what the page says after it was done
    "saved": gettext_lazy("Your changes are saved."),
    "off": gettext_lazy("The client is turned off. Nobody can sign in with it, and its tokens are refused."),
    "on": gettext_lazy("The client is turned on."),
    "released": gettext_lazy("The file no longer manages this client."),
}
_PAGE_METHODS = ["GET", "HEAD", "POST"]


@route(Policy.ADMIN)
@require_safe
@admin_required
def clients(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /manage/clients: by name; ``q`` looks in name and client_id."""
    wanted = request.GET.get("q", "").replace("\x00", "")[:100]
    found = Client.objects.filter(Q(name__icontains=wanted) | Q(client_id__contains=wanted)).order_by("name", "client_id")
    rows = [(client, type_of(client)) for client in found[: LONGEST_LIST + 1]]
    facts = {"rows": rows[:LONGEST_LIST], "wanted": wanted, "is_cut": len(rows) > LONGEST_LIST}
    return console.page(request, who, "web/manage/clients.html", facts)


@route(Policy.ADMIN)
@require_http_methods(_PAGE_METHODS)
@admin_required
def one_client(request: HttpRequest, who: Visitor, client_id: str) -> HttpResponseBase:
    """GET or POST /manage/clients/<client_id>: its code and settings; off, on, gone. ``ask`` asks before it is done."""
    client = get_object_or_404(Client, client_id=client_id)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("action", ""))
        return act(request, who, client) if act else _page(request, who, client)
    question = request.GET.get("ask", "")
    if question == "release" and client.owned_by_file:
        return client_page.page(request, who, client, "web/manage/release_question.html", {})
    if question == "delete" or (question == "disable" and client.enabled):
        return _ask(request, who, client, question)
    return _page(request, who, client)


@route(Policy.ADMIN)
@require_http_methods(_PAGE_METHODS)
@kept_forms.over_sudo(*client_forms.TYPED)
@admin_required
def edit_client(request: HttpRequest, who: Visitor, client_id: str) -> HttpResponseBase:
    """GET or POST /manage/clients/<client_id>/edit: the short form again."""
    client = get_object_or_404(Client, client_id=client_id)
    if request.method != "POST":
        typed = kept_forms.take(request, who)
        kept = replace(client_forms.typed_over(client, typed), is_kept=True) if typed is not None else None
        return _form(request, who, client, kept or client_forms.of_client(client))
    form = client_forms.typed_over(client, request.POST)
    if form.values["version"] != str(client.version):
        message = _("Somebody changed this client in the meantime. Open it again before you change it.")
        return _form(request, who, client, replace(form, errors={"form": [message]}), status=409)
    try:
        metadata = client_forms.changed_metadata(client, request.POST)
        updated = registration.update(client, metadata, actor=who.user.sub, request=request)
    except InvalidMetadata as error:
        return _form(request, who, client, client_forms.typed_over(client, request.POST, error.faults), status=422)
    if updated.client_secret is not None:
        return show_once(request, who, client, updated.client_secret)
    return _done(request, who, client, "saved")


def _done(request: HttpRequest, who: Visitor, client: Client, what: str) -> HttpResponseBase:
    """Back to the client's page, which says once what was done."""
    shown_once.put(request, purpose(client), who.session.sid, {"done": what})
    return see_other(path_of(client.client_id))


def _switch(enabled: bool) -> Callable[[HttpRequest, Visitor, Client], HttpResponseBase]:
    def act(request: HttpRequest, who: Visitor, client: Client) -> HttpResponseBase:
        registration.set_enabled(client, enabled, actor=who.user.sub, request=request)
        return _done(request, who, client, "on" if enabled else "off")

    return act


def _release(request: HttpRequest, who: Visitor, client: Client) -> HttpResponseBase:
    registration.release(client, actor=who.user.sub, request=request)
    return _done(request, who, client, "released")


def _delete(request: HttpRequest, who: Visitor, client: Client) -> HttpResponseBase:
    typed = request.POST.get("client_name", "").strip()
    if typed != client.name:
        errors = {"client_name": [_("This is not the client's name.")]}
        return _ask(request, who, client, "delete", status=422, typed=typed, errors=errors, has_errors=True)
    registration.delete(client, actor=who.user.sub, request=request)
    return see_other(client_page.LIST)


def _ask(
    request: HttpRequest, who: Visitor, client: Client, action: str, *, status: int = 200, **facts: Any
) -> HttpResponseBase:
    """Before it is done: what ends with it."""
    facts |= {"action": action, "ending": client_end.of(client)}
    return client_page.page(request, who, client, "web/manage/client_question.html", facts, status=status)


_ACTS = {"release": _release, "delete": _delete, "disable": _switch(False), "enable": _switch(True)}


_UNREACHABLE = {
    fetch.NO_URL: gettext_lazy("It is never told: this is no address of the web."),
    fetch.NO_HTTP: gettext_lazy("It is never told: the address must be https."),
    fetch.NO_PORT: gettext_lazy("It is never told: calls go to port 443 only, and to what IDP_OUTBOUND_ALLOW opens."),
    fetch.NO_ADDRESS: gettext_lazy(
        "It is never told: the address is inside a network, and IDP_OUTBOUND_ALLOW does not open it."
    ),
}


def _page(request: HttpRequest, who: Visitor, client: Client) -> HttpResponse:
    shown = shown_once.take(request, purpose(client), who.session.sid) or {}
    received = request.GET.get("redirect_uri", "")[:2000]
    suited = frameworks.suited(client)
    wanted = request.GET.get("framework", "")
    framework = next((one for one in suited if one.name == wanted), suited[0] if suited else None)
    secret = shown.get("secret")
    facts = {
        "client_secret": secret,
        "done": _DONE.get(shown.get("done", ""), ""),
        "is_new": shown.get("is_new", False),
        "frameworks": suited,
        "framework": framework,
        "snippets": frameworks.snippets(framework, client, secret) if framework else [],
        "place": frameworks.place_of(framework, client) if framework else None,
        "environment": frameworks.environment(client, secret),
        "redirect_uris": client.redirect_uris.split(),
        "post_logout_redirect_uris": client.post_logout_redirect_uris.split(),
        "scopes": client.scope.split(),
        "unreachable": _UNREACHABLE.get(registration.obstacle(client), ""),
        "is_built_in": account_console.is_built_in(client),
    } | (_compared(received, client) if received else {})
    return client_page.page(request, who, client, "web/manage/client.html", facts)


def _compared(received: str, client: Client) -> dict[str, Any]:
    """Whether the app's redirect URI is registered, and else where it differs."""
    registered, any_port = client.redirect_uris.split(), client.application_type == "native"
    pasted = difference.pasted(received, registered, any_port=any_port)
    finding = difference.compare(pasted.uri, registered, any_port=any_port)
    return redirects.compared(finding) | {"left_out": pasted.left_out}


def _form(request: HttpRequest, who: Visitor, client: Client, form: Form, *, status: int = 200) -> HttpResponse:
    return client_page.page(request, who, client, "web/manage/client_form.html", form.context(), status=status)
