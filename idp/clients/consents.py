"""What people allowed clients, remembered per person, client and redirect host."""

from urllib.parse import urlsplit

from idp.clients.models import Consent
from idp.clients.registry import ClientRecord
from idp.core import clock


def redirect_host(redirect_uri: str) -> str:
    """The host that a consent is remembered for; empty for a private-use scheme."""
    return urlsplit(redirect_uri).hostname or ""


def may_remember(client: ClientRecord) -> bool:
    """Not for clients that nobody verified, nor for native ones, which others can impersonate (RFC 8252 §8.6)."""
    return client.verified and client.application_type != "native"


def remembered_scopes(user_id: int, client_pk: int, redirect_uri: str) -> frozenset[str]:
    """The scopes that the person allowed the client at this redirect host."""
    found = Consent.objects.filter(user_id=user_id, client_id=client_pk, redirect_host=redirect_host(redirect_uri))
    return frozenset(found.values_list("scopes", flat=True).first() or ())


def remember(user_id: int, client_pk: int, redirect_uri: str, scopes: frozenset[str]) -> None:
    """Add ``scopes`` to what is remembered."""
    known = remembered_scopes(user_id, client_pk, redirect_uri)
    Consent.objects.update_or_create(
        user_id=user_id,
        client_id=client_pk,
        redirect_host=redirect_host(redirect_uri),
        defaults={"scopes": sorted(known | scopes), "granted_at": clock.now()},
    )


def revoke(user_id: int, client_pk: int) -> int:
    """Forget what the person allowed the client; the caller ends the grants."""
    return Consent.objects.filter(user_id=user_id, client_id=client_pk).delete()[0]
