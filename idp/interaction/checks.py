"""What a prompt's reason looks like."""

from collections.abc import Callable
from dataclasses import dataclass

from idp.interaction.context import Context


@dataclass(frozen=True)
class Check:
    """One reason to ask the person.

    ``fails`` says that the prompt is needed; ``error`` is what prompt=none answers (OpenID Connect Core §3.1.2.6);
    ``remedy`` is the fact that would have let the request pass, in words for `idp why`. With ``refuses`` no prompt can
    help and the request is answered with ``error``.
    """

    name: str
    fails: Callable[[Context], bool]
    error: str
    remedy: str
    refuses: bool = False
