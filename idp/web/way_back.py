"""Back to the sign-in that a person left to get a new password, where that is safe.

Spec: security case CS-07: nobody is led on into a sign-in that another browser began.
"""

from django.http import HttpRequest

from idp.core import clock
from idp.interaction import services
from idp.interaction.models import Interaction

ELSEWHERE = "/account"


def own_interaction(request: HttpRequest, interaction_id: str) -> str:
    """The id, if it is of a sign-in that this very browser began and that still waits; else an empty string."""
    found = _waiting(interaction_id)
    return found.id if found is not None and services.began_here(found, request) else ""


def address_typed(interaction_id: str) -> str:
    """The address that this sign-in is about, as far as it was typed or hinted at. ``interaction_id``: one's own."""
    found = _waiting(interaction_id)
    return str(found.parameters.get("typed") or found.parameters.get("login_hint") or "") if found is not None else ""


def after_reset(request: HttpRequest, interaction_id: str) -> str:
    """Where to sign in with the new password. ``interaction_id`` was recorded by ``own_interaction``.

    In the browser that began the sign-in it goes on; what an application sent to another browser is not told to this one.
    """
    found = own_interaction(request, interaction_id)
    return f"/interaction/{found}" if found else ELSEWHERE


def _waiting(interaction_id: str) -> Interaction | None:
    found = services.find(interaction_id) if interaction_id else None
    return found if found is not None and found.completed_at is None and found.expires_at > clock.now() else None
