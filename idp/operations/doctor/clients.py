"""Registered clients that were let in before a rule was made."""

from django.db import DatabaseError

from idp.clients import namesakes
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
