"""Registering a client: say what is to be connected, fill a short form, get the code. Spec: RFC 7591 §2."""

from dataclasses import replace

from django.db import IntegrityError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from idp.clients import registration
from idp.clients.models import Client
from idp.core.routes import Policy, route
from idp.protocol.rfc7591_registration import InvalidMetadata
from idp.web import kept_forms
from idp.web.guards import Visitor, admin_required, see_other
from idp.web.manage import client_forms, console
from idp.web.manage.client_forms import Form
from idp.web.manage.client_page import path_of, show_once
from idp.web.manage.client_types import TYPES, ClientType
from idp.web.manage.frameworks import FRAMEWORKS, Framework


@route(Policy.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@kept_forms.over_sudo(*client_forms.TYPED)
@admin_required
def new_client(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /manage/clients/new: choose a framework or a type, fill its short form, register."""
    framework = FRAMEWORKS.get(request.GET.get("framework", ""))
    kind = TYPES.get(framework.client_type if framework else request.GET.get("type", ""))
    if kind is None:
        facts = {"frameworks": FRAMEWORKS.values(), "types": TYPES.values()}
        return console.page(request, who, "web/manage/client_types.html", facts)
    if request.method != "POST":
        typed = kept_forms.take(request, who)
        form = client_forms.empty(kind, framework) if typed is None else replace(client_forms.typed(kind, typed), is_kept=True)
        return _form(request, who, form, framework)
    return _register(request, who, kind, framework)


def _register(request: HttpRequest, who: Visitor, kind: ClientType, framework: Framework | None) -> HttpResponseBase:
    client_id = client_forms.draft(request.POST)
    if Client.objects.filter(client_id=client_id).exists():
        return see_other(path_of(client_id))  # the form was sent twice
    try:
        metadata = client_forms.new_metadata(kind, request.POST, framework)
        made = registration.register(metadata, actor=who.user.sub, request=request)
    except InvalidMetadata as error:
        if Client.objects.filter(client_id=client_id).exists():
            return see_other(path_of(client_id))  # sent twice at once: the other one was faster
        return _form(request, who, client_forms.typed(kind, request.POST, error.faults), framework, status=422)
    except IntegrityError:
        return see_other(path_of(client_id))  # as above, a moment later
    query = {"framework": framework.name} if framework else {}
    return show_once(request, who, made.client, made.client_secret, is_new=True, **query)


def _form(
    request: HttpRequest, who: Visitor, form: Form, framework: Framework | None, *, status: int = 200
) -> HttpResponseBase:
    facts = {"framework": framework} | form.context()
    return console.page(request, who, "web/manage/client_form.html", facts, status=status)
