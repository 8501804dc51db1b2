"""A client's secrets: several at once, each with a label, an end and its last use. Only digests are stored.

Spec: RFC 6749 §2.3.1; OWASP ASVS 10.4.16 (client secrets can be replaced without an outage).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from idp.audit.events import Action, record
from idp.clients import rows
from idp.clients.models import Client, ClientSecret
from idp.clients.registry import SecretRecord
from idp.core import clock, secrets
from idp.core.errors import AppError
from idp.protocol.rfc7591_registration import PUBLIC, Fault, InvalidMetadata

MOST = 10  # each request compares with all of them
LONGEST_LABEL = 60
NOTE_USE_EVERY = timedelta(hours=1)


class LastSecret(AppError):
    """Without this secret the client could not authenticate; whoever wants that must say so."""

    def __init__(self) -> None:
        super().__init__("last_secret", "It is the only secret that works.", status=409)


def valid(client: Client) -> QuerySet[ClientSecret]:
    """The secrets that work now."""
    return ClientSecret.objects.filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()), client=client)


def first(client: Client, secret: str | None) -> str:
    """The secret of a client that is being registered (generated if None). Raises: InvalidMetadata for a weak one."""
    return _insert(client, _given(secret))


@transaction.atomic
def add(
    client: Client,
    *,
    actor: str,
    request: HttpRequest | None = None,
    label: str = "",
    expires_at: datetime | None = None,
    others_end_at: datetime | None = None,
) -> str:
    """Give a confidential client one more secret, shown once; the others end at ``others_end_at`` at the latest, if given.

    Raises: AppError for a public client and beyond MOST.
    """
    if client.token_endpoint_auth_method == PUBLIC:
        raise AppError("public_client", "A public client has no secret.", status=409)
    rows.lock(client)
    held = ClientSecret.objects.filter(client=client)
    held.filter(expires_at__lte=clock.now()).delete()
    if others_end_at is not None:
        held.filter(Q(expires_at=None) | Q(expires_at__gt=others_end_at)).update(expires_at=others_end_at)
        held.filter(expires_at__lte=clock.now()).delete()
    if held.count() >= MOST:
        raise AppError("too_many_secrets", f"A client has at most {MOST} secrets. Remove one first.", status=409)
    made = _insert(client, None, label=label[:LONGEST_LABEL], expires_at=expires_at)
    _recorded(
        client, actor, request, {"added": made[-4:], "others_end_at": others_end_at.isoformat() if others_end_at else None}
    )
    return made


def rotate(client: Client, *, actor: str, request: HttpRequest | None = None, keep_old_for: timedelta | None = None) -> str:
    """Give a confidential client a new secret, shown once. The old ones die now, or after ``keep_old_for``."""
    ends_at = clock.now() + (keep_old_for or timedelta(0))
    return add(client, actor=actor, request=request, others_end_at=ends_at)


@transaction.atomic
def replace(client: Client, secret: str | None, *, actor: str, request: HttpRequest | None = None) -> str:
    """Make ``secret`` (generated if None) a client's only one; returns it. Raises: InvalidMetadata for a weak one."""
    given = _given(secret)
    rows.lock(client)
    ClientSecret.objects.filter(client=client).delete()
    made = _insert(client, given)
    _recorded(client, actor, request, {"replaced_by": made[-4:]})
    return made


@transaction.atomic
def revoke(
    client: Client, secret: ClientSecret, *, actor: str, request: HttpRequest | None = None, even_last: bool = False
) -> None:
    """End one secret at once. Raises: LastSecret, unless ``even_last`` says that the warning was read."""
    rows.lock(client)
    if not even_last and not valid(client).exclude(pk=secret.pk).exists():
        raise LastSecret
    if ClientSecret.objects.filter(client=client, pk=secret.pk).delete()[0]:
        rows.save(client)
        record(
            Action.CLIENT_SECRET_REVOKE, request=request, actor=actor, client_id=client.client_id,
            detail={"removed": secret.hint, "label": secret.label},
        )  # fmt: skip


def note_use(used: SecretRecord) -> None:
    """Remember when a secret was last used, at most once an hour: not each use is worth a write."""
    moment = clock.now()
    if used.last_used_at is not None and moment - used.last_used_at < NOTE_USE_EVERY:
        return
    used.last_used_at = moment
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=moment - NOTE_USE_EVERY)
    ClientSecret.objects.filter(unnoted, pk=used.pk).update(last_used_at=moment)


def _insert(client: Client, secret: str | None, *, label: str = "", expires_at: datetime | None = None) -> str:
    secret = secret or f"gs_{secrets.token()}"
    ClientSecret.objects.create(
        client=client, secret_hash=secrets.digest(secret), hint=secret[-4:], label=label, created_at=clock.now(),
        expires_at=expires_at,
    )  # fmt: skip
    rows.save(client)
    return secret


def _recorded(client: Client, actor: str, request: HttpRequest | None, detail: dict[str, str | None]) -> None:
    record(Action.CLIENT_SECRET_ROTATE, request=request, actor=actor, client_id=client.client_id, detail=detail)


def _given(secret: str | None) -> str | None:
    if secret is None:
        return None
    is_plain = isinstance(secret, str) and secret.isascii() and secret.isprintable() and " " not in secret
    if not is_plain or not 32 <= len(secret) <= 255:
        why = "must have 32 to 255 ASCII characters without spaces; leave it out to have one made"
        raise InvalidMetadata([Fault("client_secret", "", why)])
    return secret
