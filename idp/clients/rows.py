"""A client's row, locked, saved and forgotten: each change raises its version, so that parsed copies know they are stale."""

from django.db import transaction

from idp.clients import registry
from idp.clients.models import Client
from idp.core.errors import AppError


def lock(client: Client) -> None:
    """Read the row again and keep it: of two changes at once the second sees the first, and each raises the version."""
    try:
        client.refresh_from_db(from_queryset=Client.objects.select_for_update())
    except Client.DoesNotExist as error:
        raise AppError("unknown_client", "The client was deleted in the meantime.", status=404) from error


def save(client: Client) -> None:
    """Write the row under its next version."""
    client.version += 1
    client.save()
    forget(client.client_id)


def forget(client_id: str) -> None:
    """In this process at once; and after commit, since another thread may have read the old row in between."""
    registry.forget(client_id)
    transaction.on_commit(lambda: registry.forget(client_id))
