"""What happens when nothing is left to ask: each target's completion, registered by the room that owns it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from idp.interaction.context import Context
from idp.sessions.models import Session


@dataclass(frozen=True)
class Completion:
    """An interaction's end: what was asked, and by whom and how it was proved. ``reference`` names the decision."""

    request: HttpRequest
    parameters: Mapping[str, Any]
    context: Context
    reference: str
    session: Session | None = None
    error: str = ""  # the registered error to answer with, if the person or the policy refused


Complete = Callable[[Completion], HttpResponseBase]
Ask = Callable[[Mapping[str, Any], int], Any]


@dataclass(frozen=True)
class Target:
    """``ask(parameters, started_at)`` rebuilds what is demanded; ``complete`` answers; ``restart`` is where to begin anew.

    ``stays_here``: it ends on a page of ours, whatever redirect URI was asked for.
    """

    ask: Ask
    complete: Complete
    restart: Callable[[Mapping[str, Any]], str]
    form_action: Callable[[Mapping[str, Any]], list[str]] = lambda _parameters: []
    stays_here: bool = False


_targets: dict[str, Target] = {}


def register(name: str, target: Target) -> None:
    """Name a target. Called in ``apps.ready`` of the room that owns it."""
    _targets[name] = target


def get(name: str) -> Target:
    """The target of that name."""
    return _targets[name]
