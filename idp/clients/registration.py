"""Registering and changing clients: one service behind /manage, `idp client` and `idp apply`.

Spec: RFC 7591 §2, §3.2.1; RFC 9700 §2.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from idp.audit.events import Action, record
from idp.clients import registry
from idp.clients.models import Client, ClientSecret, Consent, Resource, new_client_id
from idp.core import clock, secrets
from idp.core.errors import AppError
from idp.protocol import rfc7591_registration as metadata_rules
from idp.protocol.rfc7591_registration import Fault, InvalidMetadata

OWN_SCOPES = frozenset(
    [
        "openid",
        "profile",
        "email",
        "address",
        "phone",
        "offline_access",
        "account:read",
        "account:write",
        "clients:manage",
        "users:manage",
        "audit:read",
    ]
)
PRESETS: dict[str, dict[str, Any]] = {
    "browser": {
        "application_type": "web",
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
    },
    "web": {
        "application_type": "web",
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", "refresh_token"],
    },
    "native": {
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
    },
    "machine": {
        "application_type": "web",
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["client_credentials"],
    },
}
_DIRECT = (
    "application_type", "token_endpoint_auth_method", "grant_types", "response_types", "resources", "introspection_audiences",
    "id_token_signed_response_alg", "require_pkce", "default_acr_values", "minimum_acr", "backchannel_logout_uri",
    "backchannel_logout_session_required", "trusted", "enabled", "scope",
)  # fmt: skip


@dataclass(frozen=True)
class Registered:
    """A registered client and, once, its secret (None for a public client or where the caller gave it)."""

    client: Client
    client_secret: str | None = field(repr=False)


@transaction.atomic
def register(
    metadata: Mapping[str, Any], *, actor: str, request: HttpRequest | None = None, owned_by_file: bool = False
) -> Registered:
    """Create a client from RFC 7591 metadata. Raises: InvalidMetadata."""
    checked = check(metadata)
    client_id = _client_id(metadata)
    client = Client(client_id=client_id, owned_by_file=owned_by_file, verified=True)
    _fill(client, checked)
    client.save(force_insert=True)
    given = metadata.get("client_secret")
    secret = None
    if checked["token_endpoint_auth_method"] != metadata_rules.PUBLIC:
        secret = add_secret(client, _given_secret(given) if given else None)
    record(Action.CLIENT_REGISTER, request=request, actor=actor, client_id=client_id, detail={"metadata": _public(checked)})
    return Registered(client, None if given else secret)


@transaction.atomic
def update(
    client: Client,
    metadata: Mapping[str, Any],
    *,
    actor: str,
    request: HttpRequest | None = None,
    owned_by_file: bool | None = None,
) -> dict[str, tuple[Any, Any]]:
    """Set a client to what ``metadata`` says; returns what changed as field -> (before, after). Raises: InvalidMetadata.

    Consents are dropped when the name or a redirect host changes: people allowed somebody else.
    """
    checked = check(metadata)
    before = describe(client)
    hosts_before = {consent_host(uri) for uri in before["redirect_uris"]}
    _fill(client, checked)
    if owned_by_file is not None:
        client.owned_by_file = owned_by_file
    after = describe(client)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if changes:
        _save(client)
        if "client_name" in changes or {consent_host(uri) for uri in after["redirect_uris"]} != hosts_before:
            Consent.objects.filter(client=client).delete()
        record(
            Action.CLIENT_UPDATE, request=request, actor=actor, client_id=client.client_id,
            detail={"changes": {name: [old, new] for name, (old, new) in changes.items()}},
        )  # fmt: skip
    return changes


@transaction.atomic
def rotate_secret(client: Client, *, actor: str, request: HttpRequest | None = None) -> str:
    """Replace every secret of a confidential client; returns the new one, shown once."""
    if client.token_endpoint_auth_method == metadata_rules.PUBLIC:
        raise AppError("public_client", "A public client has no secret.", status=409)
    return replace_secret(client, None, actor=actor, request=request)


@transaction.atomic
def replace_secret(client: Client, secret: str | None, *, actor: str, request: HttpRequest | None = None) -> str:
    """Make ``secret`` (generated if None) a client's only one; returns it. Raises: InvalidMetadata for a weak one."""
    given = _given_secret(secret) if secret is not None else None
    ClientSecret.objects.filter(client=client).delete()
    made = add_secret(client, given)
    record(Action.CLIENT_SECRET_ROTATE, request=request, actor=actor, client_id=client.client_id)
    return made


@transaction.atomic
def set_enabled(client: Client, enabled: bool, *, actor: str, request: HttpRequest | None = None) -> None:
    """Turn a client off (its tokens are dead at once) or on again."""
    if client.enabled == enabled:
        return
    client.enabled = enabled
    _save(client)
    record(
        Action.CLIENT_UPDATE, request=request, actor=actor, client_id=client.client_id,
        detail={"changes": {"enabled": [not enabled, enabled]}},
    )  # fmt: skip


@transaction.atomic
def delete(client: Client, *, actor: str, request: HttpRequest | None = None) -> None:
    """Delete a client with its grants and consents."""
    client_id = client.client_id
    client.delete()
    transaction.on_commit(lambda: registry.forget(client_id))
    record(Action.CLIENT_DELETE, request=request, actor=actor, client_id=client_id)


def check(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata with defaults, checked against what exists here. Raises: InvalidMetadata."""
    resources = dict(Resource.objects.values_list("identifier", "scopes"))
    scopes = OWN_SCOPES | {scope for listed in resources.values() for scope in listed}
    known = frozenset(resources) | {settings.IDP.public_url, settings.IDP.api_resource}
    return metadata_rules.check(metadata, scopes=scopes, resources=known, loopback_issuer=settings.IDP.is_loopback)


def describe(client: Client) -> dict[str, Any]:
    """A client as RFC 7591 metadata, without secrets."""
    return {name: getattr(client, name) for name in _DIRECT} | {
        "client_name": client.name,
        "redirect_uris": client.redirect_uris.split(),
        "post_logout_redirect_uris": client.post_logout_redirect_uris.split(),
    }


def consent_host(uri: str) -> str:
    """What a consent is remembered for, of one redirect URI."""
    return metadata_rules.origin(uri) or uri


def add_secret(client: Client, secret: str | None) -> str:
    """Give a client one more secret (generated if None); returns it. Only its digest is stored."""
    secret = secret or f"gs_{secrets.token()}"
    ClientSecret.objects.create(client=client, secret_hash=secrets.digest(secret), hint=secret[-4:], created_at=clock.now())
    _save(client)
    return secret


def _fill(client: Client, checked: Mapping[str, Any]) -> None:
    for name in _DIRECT:
        setattr(client, name, checked[name])
    client.name = checked["client_name"].strip()
    client.redirect_uris = " ".join(checked["redirect_uris"])
    client.post_logout_redirect_uris = " ".join(checked["post_logout_redirect_uris"])
    is_public = checked["token_endpoint_auth_method"] == metadata_rules.PUBLIC
    client.client_type = Client.CLIENT_PUBLIC if is_public else Client.CLIENT_CONFIDENTIAL
    is_browser_app = is_public and checked["application_type"] == "web"
    origins = {metadata_rules.origin(uri) for uri in checked["redirect_uris"]} - {""} if is_browser_app else set()
    client.allowed_origins = " ".join(sorted(origins))


def _save(client: Client) -> None:
    client.version += 1
    client.save()
    transaction.on_commit(lambda: registry.forget(client.client_id))


def _client_id(metadata: Mapping[str, Any]) -> str:
    client_id = metadata.get("client_id") or new_client_id()
    is_plain = isinstance(client_id, str) and len(client_id) <= 255 and client_id.isascii() and client_id.isprintable()
    if not is_plain or " " in client_id:
        raise InvalidMetadata([Fault("client_id", str(client_id)[:100], "must be printable ASCII without spaces")])
    if Client.objects.filter(client_id=client_id).exists():
        raise InvalidMetadata([Fault("client_id", client_id, "is registered already")])
    return str(client_id)


def _given_secret(secret: Any) -> str:
    if not isinstance(secret, str) or not 32 <= len(secret) <= 255:
        raise InvalidMetadata([Fault("client_secret", "", "must have 32 to 255 characters; leave it out to have one made")])
    return secret


def _public(checked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in checked.items() if name != "client_secret"}
