"""What became of a typed code: expected failures are values."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from idp.accounts.typed_codes import six_digits

Reason = Literal[
    "missing",
    "no_code",
    "no_recovery_code",
    "wrong",
    "replayed",
    "used",
    "expired",
    "exhausted",
    "superseded",
    "unavailable",
]


@dataclass(frozen=True)
class Rejected:
    """The code does not count. ``message`` is for the person; ``attempts_left`` before waiting or a new code is needed."""

    reason: Reason
    message: str
    attempts_left: int


def misshapen(code: str) -> Rejected | None:
    """Why a text is no code of six digits; None for one that is. Who types no code guesses nothing: nothing is counted."""
    if not code.strip():
        return rejected("missing")
    return rejected("no_code") if six_digits(code) is None else None


def rejected(reason: Reason, attempts_left: int = 0) -> Rejected:
    """A rejection with its fixed text."""
    texts = {
        "missing": _("Enter the code."),
        "no_code": _("A code has six digits. Check what you typed."),
        "no_recovery_code": _("A recovery code has ten letters and digits. Check what you typed."),
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
