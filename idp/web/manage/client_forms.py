"""The short form of a client: its types, its fields, and what they mean as RFC 7591 metadata. Spec: RFC 7591 §2."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from idp.clients import registration
from idp.clients.models import Client, Resource, new_client_id
from idp.protocol import rfc8252_registered_uri
from idp.protocol.rfc7591_registration import Fault
from idp.web.manage.client_types import ClientType, type_of
from idp.web.manage.frameworks import Framework

FIELDS = ("client_name", "redirect_uris", "post_logout_redirect_uris")
TYPED = (*FIELDS, "scope", "resources", "app_required", "version", "draft")  # all that is typed here; none of it is a secret
_DRAFT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}")  # the shape of a generated client_id

SCOPES = {
    "profile": gettext_lazy("Name and profile"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone number"),
    "address": gettext_lazy("Postal address"),
    "offline_access": gettext_lazy("Stay connected while the person is away"),
}


@dataclass(frozen=True)
class Form:
    """What the form shows: typed values, what is ticked, and messages by field."""

    kind: ClientType
    values: Mapping[str, str]
    scopes: frozenset[str] = frozenset({"profile", "email"})
    resources: frozenset[str] = frozenset()
    app_required: bool = False
    locked: frozenset[str] = frozenset()  # what a configuration file owns
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    is_kept: bool = False  # typed before the person proved again who they are; nothing is saved yet

    def context(self) -> dict[str, Any]:
        """The form for its template."""
        resources = Resource.objects.none() if self.kind.signs_people_in else Resource.objects.order_by("identifier")
        known = resources.values_list("identifier", flat=True)
        return {
            "kind": self.kind,
            "values": self.values,
            "scope_choices": [(name, words, name in self.scopes) for name, words in SCOPES.items()],
            "resource_choices": [(identifier, identifier in self.resources) for identifier in known],
            "app_required": self.app_required,
            "locked": self.locked,
            "is_kept": self.is_kept,
            "errors": self.errors,
            "has_errors": bool(self.errors),
            "focus": next((name for name in FIELDS if name in self.errors), "" if self.errors or self.locked else FIELDS[0]),
        }


def empty(kind: ClientType, framework: Framework | None = None) -> Form:
    """The form of a new client, with the addresses that a framework has while it is being developed."""
    values = {"draft": new_client_id()}
    if framework is not None:
        values |= {"redirect_uris": framework.redirect_uri, "post_logout_redirect_uris": f"{framework.origin}/"}
    return Form(kind, values)


def typed_over(client: Client, posted: QueryDict, faults: Iterable[Fault] = ()) -> Form:
    """The form of a registered client as it was sent; what a file owns is as registered, whatever was sent."""
    sent, known = typed(type_of(client), posted, faults), of_client(client)
    return replace(
        sent,
        values={**sent.values, **{name: known.values[name] for name in FIELDS if name in known.locked}},
        scopes=known.scopes if "scope" in known.locked else sent.scopes,
        resources=known.resources if "resources" in known.locked else sent.resources,
        app_required=known.app_required if "minimum_acr" in known.locked else sent.app_required,
        locked=known.locked,
    )


def typed(kind: ClientType, posted: QueryDict, faults: Iterable[Fault] = ()) -> Form:
    """The form as it was sent, with what is wrong."""
    values = {name: posted.get(name, "") for name in (*FIELDS, "version")}
    return Form(
        kind,
        values | {"draft": draft(posted)},
        frozenset(posted.getlist("scope")),
        frozenset(posted.getlist("resources")),
        "app_required" in posted,
        errors=messages(faults),
    )


def of_client(client: Client) -> Form:
    """The form of a registered client."""
    values = {
        "client_name": client.name,
        "redirect_uris": "\n".join(client.redirect_uris.split()),
        "post_logout_redirect_uris": "\n".join(client.post_logout_redirect_uris.split()),
        "version": str(client.version),
    }
    return Form(
        type_of(client), values, frozenset(client.scope.split()), frozenset(client.resources), client.minimum_acr == "mfa",
        locked=frozenset(client.file_fields),
    )  # fmt: skip


def draft(posted: QueryDict) -> str:
    """The client_id that the form was given when it was shown: a form sent twice names the same client."""
    sent = posted.get("draft", "")
    return sent if _DRAFT.fullmatch(sent) else new_client_id()


def new_metadata(kind: ClientType, posted: QueryDict, framework: Framework | None = None) -> dict[str, Any]:
    """A new client's metadata: the type's preset, the framework's way to authenticate, and what was typed."""
    method = {"token_endpoint_auth_method": framework.auth_method} if framework and framework.auth_method else {}
    typed_here = _typed_metadata(kind, posted, "", "")
    if framework and typed_here["post_logout_redirect_uris"] == [f"{framework.origin}/"]:
        typed_here["post_logout_redirect_uris"] = _starts(typed_here["redirect_uris"])
    return registration.PRESETS[kind.name] | method | {"client_id": draft(posted)} | typed_here


def _starts(redirect_uris: list[str]) -> list[str]:
    """Where an app begins: proposed as the place after signing out, it follows the redirect URIs until somebody changes it."""
    parts = [urlsplit(uri) for uri in redirect_uris if not rfc8252_registered_uri.fault(uri)]
    return list(dict.fromkeys(f"{part.scheme}://{part.netloc}/" for part in parts))


def changed_metadata(client: Client, posted: QueryDict) -> dict[str, Any]:
    """A registered client's metadata with what was typed; what the form does not show and what a file owns stay."""
    sent = _typed_metadata(type_of(client), posted, client.scope, client.minimum_acr)
    return registration.describe(client) | {name: value for name, value in sent.items() if name not in client.file_fields}


def _typed_metadata(kind: ClientType, posted: QueryDict, scope: str, minimum_acr: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"client_name": posted.get("client_name", "").strip()}
    if not kind.signs_people_in:
        chosen = posted.getlist("resources")
        scopes_of = dict(Resource.objects.filter(identifier__in=chosen).values_list("identifier", "scopes"))
        scopes = sorted({one for listed in scopes_of.values() for one in listed})
        return metadata | {"resources": chosen, "scope": " ".join(scopes)}
    ticked = [name for name in SCOPES if name in posted.getlist("scope")]
    unshown = [name for name in scope.split() if name not in SCOPES and name != "openid"]
    return metadata | {
        "redirect_uris": _lines(posted.get("redirect_uris", "")),
        "post_logout_redirect_uris": _lines(posted.get("post_logout_redirect_uris", "")),
        "scope": " ".join(["openid", *ticked, *unshown]),
        "minimum_acr": "mfa" if "app_required" in posted else "" if minimum_acr == "mfa" else minimum_acr,
    }


def _lines(text: str) -> list[str]:
    """One URI a line; what else is wrong with a line is for the registration rules to say."""
    return [line.strip(" \t\r") for line in text.split("\n") if line.strip(" \t\r")]


def messages(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """Faults by the field of the form that they belong to; each names the offending value."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        name = fault.field if fault.field in FIELDS else "form"
        about = fault.value if fault.field in FIELDS else f"{fault.field} {fault.value}".strip()
        found.setdefault(name, []).append(f"{about}: {fault.why}" if about else fault.why[:1].upper() + fault.why[1:] + ".")
    return found
