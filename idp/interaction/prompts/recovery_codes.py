"""Save the recovery codes: shown once after enrolment. Who left without saying that they are saved is asked once a sign-in.

Nothing is voided by going on: the person may have them, say so, make new ones, or decide later. Only who proved the app is
asked: each code stands in for it, and whoever has the mailbox must not be given any.
"""

import json
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from idp.core import keyring
from idp.interaction.checks import Check
from idp.interaction.context import APP_KINDS
from idp.interaction.pages import Answer, GoTo, Invalid, Page, Prompt, Proved, Visit
from idp.mfa import recovery
from idp.mfa.services import factor_facts

SEALED = ("interaction", "recovery codes")

CHECKS = (
    Check(
        "codes_unsaved",
        lambda context: (
            context.person is not None
            and context.person.has_totp
            and not context.person.recovery_saved
            and "password" in context.proofs
            and not context.proofs.keys().isdisjoint(APP_KINDS)
            and "recovery_codes" not in context.proofs
        ),
        "interaction_required",
        "recovery codes that the person has saved, or the person's answer in this interaction",
    ),
)


def _codes(visit: Visit) -> list[str]:
    sealed = visit.interaction.sealed
    return list(json.loads(keyring.decrypt(sealed, *SEALED, visit.interaction.id))) if sealed else []


def _renewed(visit: Visit) -> str:
    assert visit.person is not None
    codes = recovery.renew(visit.person, request=visit.request, interaction_id=visit.interaction.id)
    return keyring.encrypt(json.dumps(codes), *SEALED, visit.interaction.id)


def show(visit: Visit) -> dict[str, Any]:
    """The codes if they were made in this interaction; otherwise the page asks whether they are saved."""
    codes = _codes(visit)
    assert visit.person is not None
    email = visit.person.email
    usable = factor_facts(visit.person).email_usable
    return {"codes": codes, "email": email, "email_usable": usable, **recovery.as_file(codes, email)}


def accept(visit: Visit) -> Answer:
    """The person says that the codes are saved, asks for new ones, or leaves it for the next sign-in."""
    assert visit.person is not None
    if "later" in visit.data:
        return Proved({"recovery_codes": {}}, visit.person, sealed="")
    if "renew" in visit.data and not _codes(visit):
        return Proved({}, visit.person, seal=partial(_renewed, visit))
    if visit.data.get("saved") != "yes" and not _codes(visit):
        return GoTo("recovery-codes")
    if visit.data.get("saved") != "yes":
        return Invalid({"saved": _("Save the codes, then tick the box.")})
    recovery.mark_saved(visit.person)
    return Proved({}, visit.person, sealed="")


PAGE = Page("recovery-codes", "interaction/recovery_codes.html", show, accept)
PROMPT = Prompt("recovery_codes", CHECKS, (PAGE,), proofs=("recovery_codes",))
