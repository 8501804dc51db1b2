"""Registering and changing clients: one service behind /manage, `idp client` and `idp apply`.

Spec: RFC 7591 §2, §3.2.1; RFC 9700 §2.1.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from idp.audit.events import Action, record
from idp.clients import client_secrets, consents, namesakes, rows
from idp.clients.models import Client, ClientSecret, Consent, Resource, new_client_id
from idp.core import fetch, secrets
from idp.protocol import rfc7591_registration as metadata_rules
from idp.protocol import rfc8252_registered_uri
from idp.protocol.rfc6749_scope import API_SCOPES, PERSON_SCOPES
from idp.protocol.rfc7591_registration import Fault, InvalidMetadata

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
_CLIENT_ID = re.compile(r"[A-Za-z0-9_~:+][A-Za-z0-9._~:+-]{0,254}")  # one segment of a path, and never an option of a command
_OPENED = "IDP_OUTBOUND_ALLOW opens others"
_RESERVED_IDS = frozenset({"new"})  # /manage/clients/new is a page


@dataclass(frozen=True)
class Registered:
    """A registered client and, once, its secret (None for a public client or where the caller gave it)."""

    client: Client
    client_secret: str | None = field(repr=False)


@dataclass(frozen=True)
class Updated:
    """What an update changed, as field -> (before, after), and a secret that it had to make, shown once."""

    changes: dict[str, tuple[Any, Any]]
    is_secret_replaced: bool = False
    client_secret: str | None = field(default=None, repr=False)


@transaction.atomic
def register(
    metadata: Mapping[str, Any],
    *,
    actor: str,
    request: HttpRequest | None = None,
    file_fields: Collection[str] | None = None,
) -> Registered:
    """Create a client from RFC 7591 metadata; ``file_fields`` are the members that a file owns. Raises: InvalidMetadata."""
    checked = check(metadata)
    _refuse_unreachable(checked)
    client_id = _client_id(metadata)
    client = Client(client_id=client_id, verified=True)
    _own(client, file_fields)
    _fill(client, checked)
    client.save(force_insert=True)
    given = metadata.get("client_secret")
    secret = None
    if checked["token_endpoint_auth_method"] != metadata_rules.PUBLIC:
        secret = client_secrets.first(client, given or None)
    record(Action.CLIENT_REGISTER, request=request, actor=actor, client_id=client_id, detail={"metadata": _public(checked)})
    return Registered(client, None if given else secret)


@transaction.atomic
def update(
    client: Client,
    metadata: Mapping[str, Any],
    *,
    actor: str,
    request: HttpRequest | None = None,
    file_fields: Collection[str] | None = None,
) -> Updated:
    """Set a client to what ``metadata`` says; a field that it leaves out gets its default, but ``enabled`` and the secret stay.

    ``file_fields`` are the members that a file owns from now on; without them the caller is not the file, and may not
    change what the file owns. Consents are dropped when the name or a redirect host changes: people allowed somebody else.
    Raises: InvalidMetadata.
    """
    rows.lock(client)
    checked = check({"enabled": client.enabled} | {name: value for name, value in metadata.items() if value is not None})
    if checked["backchannel_logout_uri"] != client.backchannel_logout_uri:
        _refuse_unreachable(checked)
    before = describe(client)
    _fill(client, checked)
    after = describe(client)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if file_fields is None:
        _refuse_owned(client, changes)
    if _own(client, file_fields) and not changes:
        rows.save(client)
    if changes:
        rows.save(client)
        if "client_name" in changes or _hosts(before) != _hosts(after):
            Consent.objects.filter(client=client).delete()
        record(
            Action.CLIENT_UPDATE, request=request, actor=actor, client_id=client.client_id,
            detail={"changes": {name: [old, new] for name, (old, new) in changes.items()}},
        )  # fmt: skip
    return _with_secret(client, changes, checked.get("client_secret"), actor=actor, request=request)


def _with_secret(
    client: Client, changes: dict[str, tuple[Any, Any]], given: str | None, *, actor: str, request: HttpRequest | None
) -> Updated:
    """After a change: a public client has no secret, a confidential one has the given one, or at least one."""
    held = ClientSecret.objects.filter(client=client)
    if client.token_endpoint_auth_method == metadata_rules.PUBLIC:
        held.delete()
        return Updated(changes)
    if (held.filter(secret_hash=secrets.digest(given)) if given else held).exists():
        return Updated(changes)
    made = client_secrets.replace(client, given, actor=actor, request=request)
    return Updated(changes, is_secret_replaced=True, client_secret=None if given else made)


@transaction.atomic
def release(client: Client, *, actor: str, request: HttpRequest | None = None) -> None:
    """Take a client back from the file that owns its members, until the file is applied again."""
    rows.lock(client)
    owned = client.file_fields
    client.owned_by_file, client.file_fields = False, []
    rows.save(client)
    record(
        Action.CLIENT_UPDATE, request=request, actor=actor, client_id=client.client_id, detail={"released_from_file": owned}
    )  # fmt: skip


@transaction.atomic
def set_enabled(client: Client, enabled: bool, *, actor: str, request: HttpRequest | None = None) -> None:
    """Turn a client off (its tokens are dead at once) or on again."""
    rows.lock(client)
    if client.enabled == enabled:
        return
    client.enabled = enabled
    rows.save(client)
    record(
        Action.CLIENT_UPDATE, request=request, actor=actor, client_id=client.client_id,
        detail={"changes": {"enabled": [not enabled, enabled]}},
    )  # fmt: skip


@transaction.atomic
def delete(client: Client, *, actor: str, request: HttpRequest | None = None) -> None:
    """Delete a client with its grants and consents."""
    client_id = client.client_id
    client.delete()
    rows.forget(client_id)
    record(Action.CLIENT_DELETE, request=request, actor=actor, client_id=client_id)


def check(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata with defaults, checked against what exists here. Raises: InvalidMetadata."""
    resources = dict(Resource.objects.values_list("identifier", "scopes"))
    scopes = PERSON_SCOPES | API_SCOPES | {scope for listed in resources.values() for scope in listed}
    known = frozenset(resources) | {settings.IDP.public_url, settings.IDP.api_resource}
    return metadata_rules.check(metadata, scopes=scopes, resources=known, loopback_issuer=settings.IDP.is_loopback)


def obstacle(client: Client) -> str:
    """Why this client is never told of sign-outs, although it asks to be: one of the reasons of ``fetch``, or ""."""
    return fetch.obstacle(client.backchannel_logout_uri) if client.backchannel_logout_uri else ""


def _refuse_unreachable(checked: Mapping[str, Any]) -> None:
    """Whoever could never be told of sign-outs learns so now; what IDP_OUTBOUND_ALLOW no longer opens is for doctor to say."""
    uri = checked["backchannel_logout_uri"]
    if uri and (why := fetch.obstacle(uri)):
        raise InvalidMetadata([Fault("backchannel_logout_uri", uri[:200], f"is never called: {why}; {_OPENED}")])


def describe(client: Client) -> dict[str, Any]:
    """A client as RFC 7591 metadata, without secrets."""
    return {name: getattr(client, name) for name in _DIRECT} | {
        "client_name": client.name,
        "redirect_uris": client.redirect_uris.split(),
        "post_logout_redirect_uris": client.post_logout_redirect_uris.split(),
    }


def _fill(client: Client, checked: Mapping[str, Any]) -> None:
    for name in _DIRECT:
        setattr(client, name, checked[name])
    client.name = checked["client_name"].strip()
    client.redirect_uris = " ".join(checked["redirect_uris"])
    client.post_logout_redirect_uris = " ".join(checked["post_logout_redirect_uris"])
    is_public = checked["token_endpoint_auth_method"] == metadata_rules.PUBLIC
    client.client_type = Client.CLIENT_PUBLIC if is_public else Client.CLIENT_CONFIDENTIAL
    is_browser_app = is_public and checked["application_type"] == "web"
    origins = {rfc8252_registered_uri.origin(uri) for uri in checked["redirect_uris"]} if is_browser_app else set()
    client.allowed_origins = " ".join(sorted(origins))


def _own(client: Client, file_fields: Collection[str] | None) -> bool:
    """Note what a file owns; whether that is new."""
    owned = sorted(file_fields or ())
    if file_fields is None or (client.owned_by_file and client.file_fields == owned):
        return False
    client.owned_by_file, client.file_fields = True, owned
    return True


def _refuse_owned(client: Client, changes: Collection[str]) -> None:
    owned = sorted(set(changes) & set(client.file_fields))
    if owned:
        client.refresh_from_db()
        raise InvalidMetadata([Fault(name, "", "is managed by a configuration file; change it there") for name in owned])


def _hosts(described: Mapping[str, Any]) -> set[str]:
    return {consents.redirect_host(uri) for uri in described["redirect_uris"]}


def _client_id(metadata: Mapping[str, Any]) -> str:
    client_id = metadata.get("client_id")
    if client_id is None or client_id == "":
        return new_client_id()
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id) or client_id in _RESERVED_IDS:
        why = "must have 1 to 255 letters, digits or . _ ~ : + - and begin with none of . and -; leave it out to have one made"
        raise InvalidMetadata([Fault("client_id", str(client_id)[:100], why)])
    if Client.objects.filter(client_id=client_id).exists():
        raise InvalidMetadata([Fault("client_id", client_id, "is registered already")])
    if namesakes.names_somebody(client_id):
        raise InvalidMetadata([Fault("client_id", client_id, "names somebody else here; leave it out to have one made")])
    return client_id


def _public(checked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in checked.items() if name != "client_secret"}
