"""The built-in client of the account console, the React app that the issuer serves under /app/ (ADR 14).

A public client like any other, with the issuer's own redirect URI. Spec: RFC 6749 §2.1; RFC 9700 §2.1.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from idp.clients import registration, registry
from idp.clients.models import Client
from idp.clients.registry import ClientRecord
from idp.protocol.rfc7591_registration import InvalidMetadata

ACTOR = "system"
OFF, NOT_BUILT, NO_CLIENT, DISABLED, UNFIT = (
    "console_off", "console_not_built", "console_client_missing", "console_client_disabled", "console_client_unfit",
)  # fmt: skip
_CALLBACK = "/app/callback"


def addresses() -> dict[str, list[str]]:
    """Where the console's client may be sent to, after a sign-in and after a sign-out."""
    issuer = settings.IDP.public_url
    return {"redirect_uris": [f"{issuer}{_CALLBACK}"], "post_logout_redirect_uris": [f"{issuer}/app/"]}


def fault(find: Callable[[str], ClientRecord | None] = registry.get) -> str:
    """Why the console is not served, as an error code; empty when it is. ``find`` may be ``registry.fresh``."""
    if not settings.IDP.app_client_id:
        return OFF
    if settings.APP_DIST is None or not (settings.APP_DIST / "index.html").is_file():  # a build may go while we run
        return NOT_BUILT
    client = find(settings.IDP.app_client_id)
    if client is None:
        return NO_CLIENT
    if not client.enabled:
        return DISABLED
    return "" if client.is_public and set(addresses()["redirect_uris"]) <= set(client.redirect_uris) else UNFIT


def ensure() -> None:
    """Register the client where there is none; lead ours to the issuer's present address. All else about it stays.

    Whoever gave the id to a client of another kind, or manages it in a file, keeps it as it is: ``fault`` tells.
    """
    client_id = settings.IDP.app_client_id
    if not client_id or settings.APP_DIST is None:
        return
    client = Client.objects.filter(client_id=client_id).first()
    if client is None:
        _register(client_id)
    elif is_built_in(client):
        registration.update(client, registration.describe(client) | addresses(), actor=ACTOR)


def is_built_in(client: Client) -> bool:
    """Whether this is the console's client and ours to lead: nothing but a console is reached by it, and no file says where."""
    if client.client_id != settings.IDP.app_client_id or set(addresses()) & set(client.file_fields):
        return False
    uris = client.redirect_uris.split()
    return client.token_endpoint_auth_method == "none" and all(uri.endswith(_CALLBACK) for uri in uris)  # noqa: S105 - a method


def _register(client_id: str) -> None:
    metadata: dict[str, Any] = registration.PRESETS["browser"] | addresses()
    try:
        registration.register(
            metadata
            | {
                "client_id": client_id,
                "client_name": "Account console",
                "scope": "openid profile email account:read account:write",
                "trusted": True,
            },
            actor=ACTOR,
        )
    except (InvalidMetadata, IntegrityError):
        if not Client.objects.filter(client_id=client_id).exists():  # else another process was faster
            raise
