"""What must the person still do? The whole journey on one screen; pure, so that a stored context can be replayed.

Spec: OpenID Connect Core §3.1.2.1, §3.1.2.3 (prompt, max_age), §5.5.1.1 (acr); RFC 9470 §4.
"""

from dataclasses import dataclass
from typing import Any

from idp.interaction.checks import Check
from idp.interaction.context import Context
from idp.interaction.prompts import (
    consent,
    enrol_totp,
    keep_account,
    login,
    mfa,
    recovery_codes,
    register,
    select_account,
    verify_email,
)
from idp.mfa.policy import achieved

PROMPTS: tuple[tuple[str, tuple[Check, ...]], ...] = (
    ("select_account", select_account.CHECKS),
    ("login", login.CHECKS),
    ("register", register.CHECKS),
    ("verify_email", verify_email.CHECKS),
    ("mfa", mfa.CHECKS),
    ("enrol_totp", enrol_totp.CHECKS),
    ("recovery_codes", recovery_codes.CHECKS),
    ("keep_account", keep_account.CHECKS),
    ("consent", consent.CHECKS),
    ("login", login.BEFORE_THE_CODE),  # once more: whoever read the pages above for long has signed in long ago
)
AUTHENTICATION_DONE = frozenset({"consent", "done"})  # the session is made when one of these comes next
DONE = "done"


@dataclass(frozen=True)
class Verdict:
    """The next prompt and the check that asks for it; ``done`` when nothing is left; ``refused`` when nothing can help."""

    prompt: str
    check: str = ""
    error: str = ""

    @property
    def is_done(self) -> bool:
        return self.prompt == DONE


def next_prompt(context: Context) -> Verdict:
    """The first prompt with a failing check, in the order of ``PROMPTS``."""
    for prompt, checks in PROMPTS:
        for check in checks:
            if check.fails(context):
                return Verdict("refused" if check.refuses else prompt, check.name, check.error)
    return Verdict(DONE)


def trace(context: Context) -> list[dict[str, Any]]:
    """Every check with its verdict, for `idp why`."""
    return [
        {"prompt": prompt, "check": check.name, "asks": check.fails(context), "error": check.error, "remedy": check.remedy}
        for prompt, checks in PROMPTS
        for check in checks
    ]


def factor_acr(context: Context) -> str:
    """The acr that the factors proved in this interaction are worth: what the session's freshness rests on."""
    return achieved(["password", *context.proofs])[0] if context.factor_at is not None else ""


def strongest_factor(context: Context) -> str:
    """The strongest factor proved in this interaction, for the person's history; a proved mailbox is a code by e-mail."""
    proved = {"email_otp" if kind == "verify_email" else kind for kind in context.proofs}
    return next((kind for kind in ("totp", "recovery", "email_otp", "password") if kind in proved), "")
