"""The types of clients, as administrators call them. Spec: RFC 6749 §2.1; RFC 8252 for native ones."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from idp.clients import registration
from idp.clients.models import Client


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
            gettext_lazy("Has a server that can keep a secret: a site, a proxy, a gateway."),
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
