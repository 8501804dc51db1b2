"""What the pages of one client share: its tabs, its address, and a secret that the next page shows once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from idp.clients.models import Client
from idp.web import shown_once
from idp.web.guards import Visitor, see_other
from idp.web.manage import console
from idp.web.manage.client_types import holds_secret, type_of

LIST = "/manage/clients"


@dataclass(frozen=True)
class Tab:
    """A page of a client; ``slug`` ends its path, and ``suits`` says for which clients it is there."""

    slug: str
    title: Any
    for_secrets: bool = False
    for_people: bool = False


TABS = (
    Tab("", gettext_lazy("Overview")),
    Tab("secrets", gettext_lazy("Secrets"), for_secrets=True),
    Tab("try", gettext_lazy("Try login"), for_people=True),
    Tab("claims", gettext_lazy("What it is told"), for_people=True),
)


def path_of(client_id: str, slug: str = "") -> str:
    """The address of a client's page."""
    return f"{LIST}/{quote(client_id, safe='')}" + (f"/{slug}" if slug else "")


def page(
    request: HttpRequest, who: Visitor, client: Client, template: str, facts: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of a client: ``facts`` below its name and tabs."""
    kind = type_of(client)
    tabs = [
        (tab, path_of(client.client_id, tab.slug))
        for tab in TABS
        if (holds_secret(client) or not tab.for_secrets) and (kind.signs_people_in or not tab.for_people)
    ]
    frame = {"client": client, "kind": kind, "tabs": tabs if len(tabs) > 1 else [], "has_secret": holds_secret(client)}
    return console.page(request, who, template, frame | dict(facts), status=status)


def show_once(
    request: HttpRequest, who: Visitor, client: Client, secret: str | None, *, is_new: bool = False, **query: str
) -> HttpResponse:
    """303 to the client's page, which then shows ``secret`` once."""
    shown_once.put(request, purpose(client), who.session.sid, {"secret": secret, "is_new": is_new})
    return see_other(path_of(client.client_id) + (f"?{urlencode(query)}" if query else ""))


def purpose(client: Client) -> str:
    """What the secret of a client is kept for the next page under."""
    return f"client {client.client_id}"
