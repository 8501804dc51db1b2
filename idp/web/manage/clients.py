"""Administrators' pages: list, register, look at and change clients. Spec: RFC 7591 §2 for what may be registered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idp.clients import registration
from idp.clients.models import Client
from idp.core.routes import Policy, route
from idp.protocol.rfc7591_registration import InvalidMetadata
from idp.web import shown_once
from idp.web.guards import Visitor, admin_required, see_other
from idp.web.manage import client_forms, redirect_check
from idp.web.manage.client_forms import Form
from idp.web.manage.console import page

LIST = "/manage/clients"
LONGEST_LIST = 100
KEEP_OLD_SECRET = timedelta(days=1)
_PAGE_METHODS = ["GET", "HEAD", "POST"]


@route(Policy.ADMIN)
@require_safe
@admin_required
def clients(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /manage/clients: by name; ``q`` looks in name and client_id."""
    wanted = request.GET.get("q", "").replace("\x00", "")[:100]
    found = Client.objects.filter(Q(name__icontains=wanted) | Q(client_id__contains=wanted)).order_by("name", "client_id")
    rows = [(client, client_forms.type_of(client)) for client in found[: LONGEST_LIST + 1]]
    facts = {"rows": rows[:LONGEST_LIST], "wanted": wanted, "is_cut": len(rows) > LONGEST_LIST}
    return page(request, who, "web/manage/clients.html", facts)


@route(Policy.ADMIN)
@require_http_methods(_PAGE_METHODS)
@admin_required
def new_client(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /manage/clients/new: choose a type, fill its short form, register."""
    kind = client_forms.TYPES.get(request.GET.get("type", ""))
    if kind is None:
        return page(request, who, "web/manage/client_types.html", {"types": client_forms.TYPES.values()})
    if request.method != "POST":
        return _form(request, who, client_forms.empty(kind))
    client_id = client_forms.draft(request.POST)
    if Client.objects.filter(client_id=client_id).exists():
        return see_other(_path(client_id))  # the form was sent twice
    try:
        made = registration.register(client_forms.new_metadata(kind, request.POST), actor=who.user.sub, request=request)
    except InvalidMetadata as error:
        if any(fault.field == "client_id" for fault in error.faults):
            return see_other(_path(client_id))  # sent twice at once: the other one was faster
        return _form(request, who, client_forms.typed(kind, request.POST, error.faults), status=422)
    except IntegrityError:
        return see_other(_path(client_id))  # as above, a moment later
    return _show_once(request, who, made.client, made.client_secret, is_new=True)


@route(Policy.ADMIN)
@require_http_methods(_PAGE_METHODS)
@admin_required
def one_client(request: HttpRequest, who: Visitor, client_id: str) -> HttpResponseBase:
    """GET or POST /manage/clients/<client_id>: its settings; a new secret, off, on. ``ask`` asks before it is done."""
    client = get_object_or_404(Client, client_id=client_id)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("action", ""))
        return act(request, who, client) if act else _page(request, who, client)
    question = request.GET.get("ask", "")
    if (question == "rotate" and client_forms.holds_secret(client)) or (question == "disable" and client.enabled):
        return page(request, who, "web/manage/client_question.html", {"client": client, "question": question})
    return _page(request, who, client)


@route(Policy.ADMIN)
@require_http_methods(_PAGE_METHODS)
@admin_required
def edit_client(request: HttpRequest, who: Visitor, client_id: str) -> HttpResponseBase:
    """GET or POST /manage/clients/<client_id>/edit: the short form again."""
    client = get_object_or_404(Client, client_id=client_id)
    if request.method != "POST":
        return _form(request, who, client_forms.of_client(client), client=client)
    form = client_forms.typed(client_forms.type_of(client), request.POST)
    if form.values["version"] != str(client.version):
        message = _("Somebody changed this client in the meantime. Open it again before you change it.")
        return _form(request, who, replace(form, errors={"form": [message]}), client=client, status=409)
    try:
        metadata = client_forms.changed_metadata(client, request.POST)
        updated = registration.update(client, metadata, actor=who.user.sub, request=request)
    except InvalidMetadata as error:
        return _form(request, who, client_forms.typed(form.kind, request.POST, error.faults), client=client, status=422)
    if updated.client_secret is not None:
        return _show_once(request, who, client, updated.client_secret, is_new=False)
    return see_other(_path(client.client_id))


def _rotate(request: HttpRequest, who: Visitor, client: Client) -> HttpResponseBase:
    if not client_forms.holds_secret(client):
        return see_other(_path(client.client_id))
    keep_old_for = KEEP_OLD_SECRET if "keep" in request.POST else None
    secret = registration.rotate_secret(client, actor=who.user.sub, request=request, keep_old_for=keep_old_for)
    return _show_once(request, who, client, secret, is_new=False)


def _switch(enabled: bool) -> Callable[[HttpRequest, Visitor, Client], HttpResponseBase]:
    def act(request: HttpRequest, who: Visitor, client: Client) -> HttpResponseBase:
        registration.set_enabled(client, enabled, actor=who.user.sub, request=request)
        return see_other(_path(client.client_id))

    return act


_ACTS = {"rotate": _rotate, "disable": _switch(False), "enable": _switch(True)}


def _page(request: HttpRequest, who: Visitor, client: Client) -> HttpResponse:
    shown = shown_once.take(request, _purpose(client), who.session.sid) or {}
    received = request.GET.get("redirect_uri", "")[:2000]
    facts = {
        "client": client,
        "kind": client_forms.type_of(client),
        "has_secret": client_forms.holds_secret(client),
        "secrets": client.secrets.order_by("created_at"),
        "client_secret": shown.get("secret"),
        "is_new": shown.get("is_new", False),
        "environment": client_forms.environment(client, shown.get("secret")),
        "redirect_uris": client.redirect_uris.split(),
        "post_logout_redirect_uris": client.post_logout_redirect_uris.split(),
        "scopes": client.scope.split(),
        "finding": redirect_check.compare(received, client.redirect_uris.split()) if received else None,
    }
    return page(request, who, "web/manage/client.html", facts)


def _form(request: HttpRequest, who: Visitor, form: Form, *, client: Client | None = None, status: int = 200) -> HttpResponse:
    return page(request, who, "web/manage/client_form.html", {"client": client} | form.context(), status=status)


def _show_once(request: HttpRequest, who: Visitor, client: Client, secret: str | None, *, is_new: bool) -> HttpResponse:
    shown_once.put(request, _purpose(client), who.session.sid, {"secret": secret, "is_new": is_new})
    return see_other(_path(client.client_id))


def _purpose(client: Client) -> str:
    return f"client {client.client_id}"


def _path(client_id: str) -> str:
    return f"{LIST}/{quote(client_id, safe='')}"
