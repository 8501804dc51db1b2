"""The short form of a client: its types, its fields, and what they mean as RFC 7591 metadata. Spec: RFC 7591 §2."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idp.clients import registration
from idp.clients.models import Client, Resource, new_client_id
from idp.protocol.rfc7591_registration import Fault

FIELDS = ("client_name", "redirect_uris", "post_logout_redirect_uris")
_DRAFT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}")  # the shape of a generated client_id


@dataclass(frozen=True)
class ClientType:
    """What an administrator calls the thing to connect; ``name`` is its preset."""

    name: str
    title: Any
    hint: Any
    example: str = ""

    @property
    def signs_people_in(self) -> bool:
        """Whether people come through it, so that it needs redirect URIs."""
        return "authorization_code" in registration.PRESETS[self.name]["grant_types"]


TYPES = {
    kind.name: kind
    for kind in (
        ClientType(
            "browser",
            gettext_lazy("Browser app"),
            gettext_lazy("Runs in the browser alone: React, Vue, Angular. It holds no secret."),
            "https://app.example.org/callback",
        ),
        ClientType(
            "web",
            gettext_lazy("Web app"),
            gettext_lazy("Has a server that can keep a secret: Django, Express, Next.js, a proxy."),
            "https://app.example.org/auth/callback",
        ),
        ClientType(
            "native",
            gettext_lazy("Mobile or desktop app"),
            gettext_lazy("Runs on the devices of the people who use it. It holds no secret."),
            "http://127.0.0.1/callback",
        ),
        ClientType(
            "machine",
            gettext_lazy("Program without people"),
            gettext_lazy("A script or service that acts for itself. Nobody signs in."),
        ),
    )
}
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
    errors: Mapping[str, list[str]] = field(default_factory=dict)

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
            "errors": self.errors,
            "has_errors": bool(self.errors),
            "focus": next((name for name in FIELDS if name in self.errors), "" if self.errors else FIELDS[0]),
        }


def empty(kind: ClientType) -> Form:
    """The form of a new client."""
    return Form(kind, {"draft": new_client_id()})


def typed(kind: ClientType, posted: QueryDict, faults: Iterable[Fault] = ()) -> Form:
    """The form as it was sent, with what is wrong."""
    values = {name: posted.get(name, "") for name in (*FIELDS, "version")}
    return Form(
        kind,
        values | {"draft": draft(posted)},
        frozenset(posted.getlist("scope")),
        frozenset(posted.getlist("resources")),
        "app_required" in posted,
        messages(faults),
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
        type_of(client), values, frozenset(client.scope.split()), frozenset(client.resources), client.minimum_acr == "mfa"
    )


def draft(posted: QueryDict) -> str:
    """The client_id that the form was given when it was shown: a form sent twice names the same client."""
    sent = posted.get("draft", "")
    return sent if _DRAFT.fullmatch(sent) else new_client_id()


def holds_secret(client: Client) -> bool:
    """Whether the client is confidential. Spec: RFC 6749 §2.1."""
    return client.token_endpoint_auth_method != "none"  # noqa: S105 - a method, not a password


def type_of(client: Client) -> ClientType:
    """Which type a registered client is nearest to."""
    if "authorization_code" not in client.grant_types:
        return TYPES["machine"]
    if client.application_type == "native":
        return TYPES["native"]
    return TYPES["web" if holds_secret(client) else "browser"]


def new_metadata(kind: ClientType, posted: QueryDict) -> dict[str, Any]:
    """A new client's metadata: the type's preset and what was typed."""
    return registration.PRESETS[kind.name] | {"client_id": draft(posted)} | _typed_metadata(kind, posted, "", "")


def changed_metadata(client: Client, posted: QueryDict) -> dict[str, Any]:
    """A registered client's metadata with what was typed; what the form does not show stays."""
    return registration.describe(client) | _typed_metadata(type_of(client), posted, client.scope, client.minimum_acr)


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


def environment(client: Client, client_secret: str | None) -> str:
    """What to put into the app, as environment variables. Without the secret the line says where it went."""
    issuer = settings.IDP.public_url
    lines = {
        "OIDC_ISSUER": issuer,
        "OIDC_DISCOVERY_URL": f"{issuer}/.well-known/openid-configuration",
        "OIDC_CLIENT_ID": client.client_id,
    }
    if holds_secret(client):
        lines["OIDC_CLIENT_SECRET"] = client_secret or ""
    if client.redirect_uris:
        lines["OIDC_REDIRECT_URI"] = client.redirect_uris.split()[0]
        lines["OIDC_SCOPE"] = f'"{client.scope}"'
    missing = "" if client_secret or not holds_secret(client) else "  # " + _("shown once, when it was made")
    return "\n".join(f"{name}={value}" + (missing if name == "OIDC_CLIENT_SECRET" else "") for name, value in lines.items())
