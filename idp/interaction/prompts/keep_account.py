"""Somebody signs in to an account that is to be deleted: keep it, or go on and let it go. Nothing is decided by silence.

Asked after every factor and once a sign-in, so that a person may still fetch the data of an account that goes.
"""

from typing import Any

from django.utils.translation import gettext as _

from idp.accounts import deletion
from idp.interaction.checks import Check
from idp.interaction.pages import Answer, Invalid, Page, Prompt, Proved, Visit

CHECKS = (
    Check(
        "deletion_pending",
        lambda context: (
            context.person is not None
            and context.person.deletion_pending
            and "password" in context.proofs
            and "keep_account" not in context.proofs
        ),
        "interaction_required",
        "an account that is not to be deleted, or the person's answer in this interaction",
    ),
)


def show(visit: Visit) -> dict[str, Any]:
    """The day on which the account goes."""
    return {"deletion_at": visit.person.deletion_at if visit.person else None}


def accept(visit: Visit) -> Answer:
    """Keep the account, or go on without a change."""
    decision = visit.data.get("decision")
    if decision not in {"keep", "later"}:
        return Invalid({"decision": _("Choose one of the two.")})
    assert visit.person is not None
    if decision == "keep":
        deletion.cancel(visit.person, request=visit.request, interaction_id=visit.interaction.id)
    return Proved({"keep_account": {}}, visit.person)


PAGE = Page("keep-account", "interaction/keep_account.html", show, accept)
PROMPT = Prompt("keep_account", CHECKS, (PAGE,), proofs=("keep_account",), is_decision=True)
