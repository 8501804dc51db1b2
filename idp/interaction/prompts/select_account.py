"""Several accounts in one browser: not offered yet, so asking for it is answered with its registered error.

Spec: OpenID Connect Core §3.1.2.6 (account_selection_required).
"""

from idp.interaction.checks import Check
from idp.interaction.pages import Prompt

CHECKS = (
    Check(
        "account_selection_unsupported",
        lambda context: "select_account" in context.asked.prompt,
        "account_selection_required",
        "the request did not ask for prompt=select_account",
        refuses=True,
    ),
)
PROMPT = Prompt("select_account", CHECKS)
