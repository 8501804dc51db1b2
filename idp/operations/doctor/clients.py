"""Registered clients that were let in before a rule was made, or before the configuration changed."""

from django.db import DatabaseError

from idp.clients import namesakes, registration
from idp.clients.models import Client
from idp.operations.doctor.finding import Fault


def name_nobody_else() -> str:
    """No client_id is a person's subject or address. Raises: Fault."""
    try:
        found = namesakes.found()
    except DatabaseError:
        raise Fault("they cannot be read", "Mend the database first.") from None
    if found:
        raise Fault(
            f"the client_id names somebody else: {', '.join(found[:10])}",
            "Register it anew under another client_id and delete this one: what it does may be taken for that person's.",
        )
    return "no client_id is the name of a person"


def can_be_told() -> str:
    """Each client that asks to be told of sign-outs has an address that may be called. Raises: Fault."""
    try:
        asking = list(Client.objects.exclude(backchannel_logout_uri="").filter(enabled=True).order_by("client_id"))
    except DatabaseError:
        raise Fault("they cannot be read", "Mend the database first.") from None
    unreachable = [(client, why) for client in asking if (why := registration.obstacle(client))]
    if unreachable:
        client, why = unreachable[0]
        raise Fault(
            f"{len(unreachable)} are never told of sign-outs, the first is {client.client_id}: "
            f"{client.backchannel_logout_uri[:200]} ({why})",
            "Give it an https address on port 443 that is public, or name its host and port in IDP_OUTBOUND_ALLOW.",
        )
    return f"{len(asking)} are told of sign-outs"
