"""Whom a client_id may not name: people by subject or address, and those who act in the record without being either.

Subjects, addresses and client identifiers are told apart wherever one of them stands alone: as the actor of an event, as the
``sub`` of a token. Spec: RFC 9068 §5; RFC 9700 §4.15.
"""

from django.db.models import Q

from idp.accounts.models import User
from idp.audit.models import Event
from idp.clients.models import Client

ACTORS = frozenset({"operator", "system", "gatehouse"})  # who acts in the record, and is neither person nor client
SUBJECT_PREFIX = "client:"  # of the ``sub`` of a client's own tokens; no person's has a colon


def names_somebody(client_id: str) -> bool:
    """Whether this is the subject or address of a person, also of one who is gone and still stands in the record."""
    if client_id.casefold() in ACTORS or "@" in client_id or client_id.startswith(SUBJECT_PREFIX):
        return True
    if User.objects.filter(Q(sub=client_id) | Q(email_canonical=client_id)).exists():
        return True
    return len(client_id) <= 64 and Event.objects.filter(subject=client_id).exists()


def found() -> list[str]:
    """Registered clients whose identifier names somebody, from before it was looked at."""
    return [client_id for client_id in Client.objects.values_list("client_id", flat=True) if names_somebody(client_id)]


def subject(client_id: str) -> str:
    """The ``sub`` of a client's own access token."""
    return f"{SUBJECT_PREFIX}{client_id}"
