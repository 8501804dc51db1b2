"""What became of a typed code: expected failures are values."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Reason = Literal["missing", "wrong", "replayed", "used", "expired", "exhausted", "superseded", "unavailable"]


@dataclass(frozen=True)
class Rejected:
    """The code does not count. ``message`` is for the person; ``attempts_left`` before waiting or a new code is needed."""

    reason: Reason
    message: str
    attempts_left: int


def rejected(reason: Reason, attempts_left: int = 0) -> Rejected:
    """A rejection with its fixed text."""
    texts = {
        "missing": _("Enter the code."),
        "replayed": _("You have already used that code. Wait for the next one."),
        "used": _("This recovery code was used before. Take the next one on your list."),
        "expired": _("This code has expired. Send a new one."),
        "exhausted": _("This code no longer works. Send a new one."),
        "superseded": _("Two-step sign-in was changed in another window. Start again."),
        "unavailable": _("This way of confirming cannot be used here. Use another way."),
    }
    return Rejected(reason, texts[reason] if reason in texts else _wrong(attempts_left), attempts_left)


def _wrong(attempts_left: int) -> str:
    text = _("That code is not right.")
    if attempts_left <= 0:
        return text
    left = ngettext("%(count)d attempt left.", "%(count)d attempts left.", attempts_left) % {"count": attempts_left}
    return f"{text} {left}"
