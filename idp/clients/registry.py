"""Clients as the hot paths see them: parsed once per version and process.

A cached record is used without a read; callers compare its ``version`` with the one that their own read returns.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from idp.clients.models import Client

_CACHE_SIZE = 1024
_cache: OrderedDict[str, "ClientRecord"] = OrderedDict()
_lock = Lock()


@dataclass
class SecretRecord:
    """A client's secret: its SHA-256 in hexadecimal, its end, and the last use that this process knows of."""

    pk: int
    digest: str
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True)
class ClientRecord:
    """A registered client, parsed."""

    pk: int
    client_id: str
    name: str
    version: int
    enabled: bool
    trusted: bool
    verified: bool
    application_type: str
    auth_method: str
    grant_types: frozenset[str]
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    resources: tuple[str, ...]
    introspection_audiences: tuple[str, ...]
    id_token_alg: str
    require_pkce: bool
    default_acr_values: tuple[str, ...]
    minimum_acr: str
    backchannel_logout_uri: str
    backchannel_session_required: bool
    allowed_origins: frozenset[str]
    secrets: tuple[SecretRecord, ...]

    @property
    def is_public(self) -> bool:
        """Whether the client holds no secret (RFC 6749 §2.1)."""
        return self.auth_method == "none"


def get(client_id: str, *, version: int | None = None) -> ClientRecord | None:
    """The client, from the cache if its version is ``version`` or none is demanded. None: unknown."""
    with _lock:
        record = _cache.get(client_id)
        if record is not None and version in (None, record.version):
            _cache.move_to_end(client_id)
            return record
    return fresh(client_id)


def fresh(client_id: str) -> ClientRecord | None:
    """The client as the database has it now."""
    client = Client.objects.prefetch_related("secrets").filter(client_id=client_id).first()
    with _lock:
        if client is None:
            _cache.pop(client_id, None)
            return None
        record = _cache[client_id] = _parsed(client)
        _cache.move_to_end(client_id)
        while len(_cache) > _CACHE_SIZE:
            _cache.popitem(last=False)
    return record


def forget(client_id: str = "") -> None:
    """Drop one client, or all, from this process's cache."""
    with _lock:
        if client_id:
            _cache.pop(client_id, None)
        else:
            _cache.clear()


def _parsed(client: Client) -> ClientRecord:
    return ClientRecord(
        pk=client.pk,
        client_id=client.client_id,
        name=client.name,
        version=client.version,
        enabled=client.enabled,
        trusted=client.trusted,
        verified=client.verified,
        application_type=client.application_type,
        auth_method=client.token_endpoint_auth_method,
        grant_types=frozenset(client.grant_types),
        redirect_uris=tuple(client.redirect_uris.split()),
        post_logout_redirect_uris=tuple(client.post_logout_redirect_uris.split()),
        scopes=frozenset(client.scope.split()),
        resources=tuple(client.resources),
        introspection_audiences=tuple(client.introspection_audiences),
        id_token_alg=client.id_token_signed_response_alg,
        require_pkce=client.require_pkce,
        default_acr_values=tuple(client.default_acr_values),
        minimum_acr=client.minimum_acr,
        backchannel_logout_uri=client.backchannel_logout_uri,
        backchannel_session_required=client.backchannel_logout_session_required,
        allowed_origins=frozenset(client.allowed_origins.split()),
        secrets=tuple(
            SecretRecord(secret.pk, secret.secret_hash, secret.expires_at, secret.last_used_at)
            for secret in client.secrets.all()
        ),
    )
