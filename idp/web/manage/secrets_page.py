"""A client's secrets: listed, added, replaced without an outage, removed. Spec: OWASP ASVS 10.4.16."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from idp.clients import client_secrets
from idp.clients.client_secrets import LastSecret
from idp.clients.models import Client, ClientSecret
from idp.core import clock
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.web import kept_forms
from idp.web.guards import Visitor, admin_required, see_other
from idp.web.manage import client_page
from idp.web.manage.client_page import path_of, show_once
from idp.web.manage.client_types import holds_secret

SLUG = "secrets"
OTHERS = {  # what happens to the secrets that there are
    "keep": (gettext_lazy("They keep working"), None),
    "week": (gettext_lazy("They work for 7 more days"), timedelta(days=7)),
    "day": (gettext_lazy("They work for 1 more day"), timedelta(days=1)),
    "now": (gettext_lazy("They stop working now"), timedelta(0)),
}
_LONGEST = timedelta(days=3660)


@route(Policy.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@kept_forms.over_sudo("label", "expires_on", "others")
@admin_required
def secrets_of(request: HttpRequest, who: Visitor, client_id: str) -> HttpResponseBase:
    """GET or POST /manage/clients/<client_id>/secrets; ``remove`` asks before a secret ends."""
    client = get_object_or_404(Client, client_id=client_id)
    if not holds_secret(client):
        return see_other(path_of(client.client_id))
    if request.method == "POST":
        return _remove(request, who, client) if "remove" in request.POST else _add(request, who, client)
    if (wanted := request.GET.get("remove")) is not None:
        secret = _secret(client, wanted)
        return _ask(request, who, client, secret) if secret else see_other(path_of(client.client_id, SLUG))
    typed = kept_forms.take(request, who)
    return _page(request, who, client, {"others": "keep"} | _as_text(typed), is_kept=typed is not None)


def _add(request: HttpRequest, who: Visitor, client: Client) -> HttpResponseBase:
    typed = {name: request.POST.get(name, "").strip() for name in ("label", "expires_on", "others")}
    expires_at, errors = None, {}
    if len(typed["label"]) > client_secrets.LONGEST_LABEL or not typed["label"].isprintable():
        errors["label"] = [_("Give a label of at most 60 visible characters.")]
    if typed["expires_on"]:
        expires_at = _end_of(typed["expires_on"])
        if expires_at is None:
            errors["expires_on"] = [_("Give a day in the next ten years, such as 2030-12-31, or leave it empty.")]
    if typed["others"] not in OTHERS:
        errors["others"] = [_("Say what happens to the other secrets.")]
    if errors:
        return _page(request, who, client, typed, errors, status=422)
    others = OTHERS[typed["others"]][1]
    try:
        made = client_secrets.add(
            client, actor=who.user.sub, request=request, label=typed["label"], expires_at=expires_at,
            others_end_at=clock.now() + others if others is not None else None,
        )  # fmt: skip
    except AppError as error:
        return _page(request, who, client, typed, {"form": [error.title]}, status=error.status)
    return show_once(request, who, client, made)


def _remove(request: HttpRequest, who: Visitor, client: Client) -> HttpResponseBase:
    secret = _secret(client, request.POST.get("remove", ""))
    if secret is not None:
        try:
            even_last = request.POST.get("even_last") == "yes"
            client_secrets.revoke(client, secret, actor=who.user.sub, request=request, even_last=even_last)
        except LastSecret:
            return _ask(request, who, client, secret, status=409)
    return see_other(path_of(client.client_id, SLUG))


def _ask(request: HttpRequest, who: Visitor, client: Client, secret: ClientSecret, *, status: int = 200) -> HttpResponseBase:
    is_last = not client_secrets.valid(client).exclude(pk=secret.pk).exists()
    facts = {"secret": secret, "is_last": is_last}
    return client_page.page(request, who, client, "web/manage/secret_question.html", facts, status=status)


def _page(
    request: HttpRequest, who: Visitor, client: Client, typed: dict[str, str],
    errors: dict[str, list[Any]] | None = None, *, status: int = 200, is_kept: bool = False,
) -> HttpResponseBase:  # fmt: skip
    moment = clock.now()
    held = client.secrets.order_by("created_at", "pk")
    facts = {
        "secrets": [(secret, secret.expires_at is not None and secret.expires_at <= moment) for secret in held],
        "values": typed,
        "is_kept": is_kept,
        "errors": errors or {},
        "has_errors": bool(errors),
        "others": [(name, words, typed.get("others") == name) for name, (words, _after) in OTHERS.items()],
    }
    return client_page.page(request, who, client, "web/manage/secrets.html", facts, status=status)


def _as_text(typed: QueryDict | None) -> dict[str, str]:
    return {name: str(typed.get(name, "")) for name in typed} if typed is not None else {}


def _secret(client: Client, pk: str) -> ClientSecret | None:
    return client.secrets.filter(pk=int(pk)).first() if pk.isdecimal() and pk.isascii() and len(pk) < 19 else None


def _end_of(day: str) -> datetime | None:
    """The last moment of a day in UTC; None for a day that is not to come or is no day."""
    try:
        ends_at = datetime.combine(date.fromisoformat(day), time.max, tzinfo=UTC)
    except ValueError:
        return None
    return ends_at if clock.now() < ends_at < clock.now() + _LONGEST else None
