"""Agree to the terms: a prompt as a newcomer would add it by idp/README.md."""

from idp.interaction.checks import Check
from idp.interaction.pages import Answer, Invalid, Page, Prompt, Proved, Visit

CHECKS = (
    Check(
        "terms_not_agreed",
        lambda context: context.person is not None and "terms" not in context.proofs,
        "interaction_required",
        "the person's agreement in this interaction",
    ),
)


def accept(visit: Visit) -> Answer:
    """The person agrees, or stays."""
    return Proved({"terms": {}}, visit.person) if "agree" in visit.data else Invalid({"agree": "Agree to go on."})


PAGE = Page("terms", "interaction/terms.html", lambda _visit: {}, accept)
PROMPT = Prompt("terms", CHECKS, (PAGE,), proofs=("terms",), is_decision=True)
