"""Clients as all doors see them: parsed once per version and process.

A copy is used for a second; after that one cheap read asks whether its version is still the database's. Only the hot doors
use an older copy, by ``parsed``: they compare its version with the one that their own read returns.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from idp.clients.models import Client
from idp.core import clock
from idp.protocol.rfc8252_loopback import matches

TRUSTED_FOR = timedelta(seconds=1)  # how long a client's change may go unseen where no request asks the database about it
_CACHE_SIZE = 1024
_cache: OrderedDict[str, "ClientRecord"] = OrderedDict()
_seen_at: dict[str, datetime] = {}  # when the database last had the version of the copy
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

    @property
    def has_any_port(self) -> bool:
        """Whether the port of its loopback addresses is free: a native app's is (RFC 8252 §7.3)."""
        return self.application_type == "native"

    def may_redirect_to(self, uri: str) -> bool:
        """Whether ``uri`` is a registered redirect URI. Spec: RFC 9700 §2.1; RFC 8252 §7.3."""
        return any(matches(registered, uri, any_port=self.has_any_port) for registered in self.redirect_uris)


def get(client_id: str, *, version: int | None = None) -> ClientRecord | None:
    """The client of ``version``, which the caller's own read has returned; without one, as of a second ago at most.

    None: unknown.
    """
    record = parsed(client_id)
    if record is None or not (_is_current(record) if version is None else record.version == version):
        return fresh(client_id)
    if version is not None:
        _note_seen(record, clock.now())
    return record


def parsed(client_id: str) -> ClientRecord | None:
    """This process's copy, however old: for callers that compare its version by a read of their own. None: not parsed yet."""
    with _lock:
        record = _cache.get(client_id)
        if record is not None:
            _cache.move_to_end(client_id)
        return record


def fresh(client_id: str) -> ClientRecord | None:
    """The client as the database has it now."""
    moment = clock.now()
    client = Client.objects.prefetch_related("secrets").filter(client_id=client_id).first()
    with _lock:
        if client is None:
            _drop(client_id)
            return None
        record = _cache[client_id] = _parsed(client)
        _seen_at[client_id] = moment
        _cache.move_to_end(client_id)
        while len(_cache) > _CACHE_SIZE:
            _drop(next(iter(_cache)))
    return record


def forget(client_id: str = "") -> None:
    """Drop one client, or all, from this process's cache."""
    with _lock:
        for known in [client_id] if client_id else list(_cache):
            _drop(known)


def _drop(client_id: str) -> None:
    _cache.pop(client_id, None)
    _seen_at.pop(client_id, None)


def _is_current(record: ClientRecord) -> bool:
    """Whether the database has the version of this copy, or had it a moment ago."""
    moment, seen_at = clock.now(), _seen_at.get(record.client_id)
    if seen_at is not None and abs(moment - seen_at) < TRUSTED_FOR:
        return True
    if not Client.objects.filter(pk=record.pk, client_id=record.client_id, version=record.version).exists():
        return False
    _note_seen(record, moment)
    return True


def _note_seen(record: ClientRecord, moment: datetime) -> None:
    with _lock:
        if _cache.get(record.client_id) is record:
            _seen_at[record.client_id] = moment


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
