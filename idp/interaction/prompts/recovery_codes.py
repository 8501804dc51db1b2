"""Save the recovery codes: shown once after enrolment, and again as new ones if the person left without saving."""

import json
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from idp.core import keyring
from idp.interaction.checks import Check
from idp.interaction.pages import Answer, GoTo, Invalid, Page, Proved, Visit
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
        ),
        "interaction_required",
        "recovery codes that the person has saved",
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
    """The codes if they were made in this interaction; otherwise the page offers to make new ones."""
    codes = _codes(visit)
    assert visit.person is not None
    email = visit.person.email
    usable = factor_facts(visit.person).email_usable
    return {"codes": codes, "email": email, "email_usable": usable, **recovery.as_file(codes, email)}


def accept(visit: Visit) -> Answer:
    """The person says that the codes are saved, or asks for new ones."""
    assert visit.person is not None
    if "renew" in visit.data and not _codes(visit):
        return Proved({}, visit.person, seal=partial(_renewed, visit))
    if not _codes(visit):
        return GoTo("recovery-codes")
    if visit.data.get("saved") != "yes":
        return Invalid({"saved": _("Save the codes, then tick the box.")})
    recovery.mark_saved(visit.person)
    return Proved({}, visit.person, sealed="")


PAGE = Page("recovery_codes", "interaction/recovery_codes.html", show, accept)
