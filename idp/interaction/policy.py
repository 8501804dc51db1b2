"""What must the person still do? The whole journey on one screen; pure, so that a stored context can be replayed.

Spec: OpenID Connect Core §3.1.2.1, §3.1.2.3 (prompt, max_age), §5.5.1.1 (acr); RFC 9470 §4.
"""

from dataclasses import dataclass
from typing import Any

from idp.interaction.context import Context
from idp.interaction.pages import Prompt
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
from idp.mfa.policy import achieved, best_proved

PROMPTS: tuple[Prompt, ...] = (
    select_account.PROMPT,
    login.PROMPT,
    register.PROMPT,
    verify_email.PROMPT,
    mfa.PROMPT,
    enrol_totp.PROMPT,
    recovery_codes.PROMPT,
    keep_account.PROMPT,
    consent.PROMPT,
    login.BEFORE_THE_CODE,
)
BY_NAME = {prompt.name: prompt for prompt in reversed(PROMPTS)}
PROOFS = frozenset(kind for prompt in PROMPTS for kind in prompt.proofs)  # kinds that may be stored
DECISIONS = frozenset(kind for prompt in PROMPTS if prompt.is_decision for kind in prompt.proofs)
DONE = "done"
AUTHENTICATION_DONE = frozenset({DONE, *(prompt.name for prompt in PROMPTS if prompt.ends_authentication)})


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
    for prompt in PROMPTS:
        for check in prompt.checks:
            if check.fails(context):
                return Verdict("refused" if check.refuses else prompt.name, check.name, check.error)
    return Verdict(DONE)


def trace(context: Context) -> list[dict[str, Any]]:
    """Every check with its verdict, for `idp why`."""
    return [
        {"prompt": prompt.name, "check": check.name, "asks": check.fails(context), "error": check.error, "remedy": check.remedy}
        for prompt in PROMPTS
        for check in prompt.checks
    ]


def factor_acr(context: Context) -> str:
    """The acr that the factors proved in this interaction are worth: what the session's freshness rests on."""
    return achieved(["password", *context.proofs])[0] if context.factor_at is not None else ""


def strongest_factor(context: Context) -> str:
    """The strongest factor proved in this interaction, for the person's history; a proved mailbox is a code by e-mail."""
    best = best_proved(context.proofs)
    return best.type if best else "password" if "password" in context.proofs else ""
