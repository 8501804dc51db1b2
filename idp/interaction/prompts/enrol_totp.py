"""Add an authenticator app during sign-in, when something strict demands one.

Reached only with the password and a mailbox code proved in this interaction. Spec: RFC 6238; security rule MF-21.
"""

import json
from typing import Any

from idp import mfa
from idp.accounts.models import Link
from idp.core import keyring
from idp.core.errors import AppError
from idp.interaction.checks import Check
from idp.interaction.pages import Answer, Invalid, Page, Prompt, Proved, Visit, refused
from idp.mfa import enrolment
from idp.mfa.policy import APP

SEALED = ("interaction", "recovery codes")  # the encryption context of the codes that wait to be saved

CHECKS = (
    Check(
        "app_demanded",
        lambda context: context.lacks_app,
        "interaction_required",
        "an authenticator app; the client or the policy demands the acr mfa",
    ),
)


def show(visit: Visit) -> dict[str, Any]:
    """The pending seed: the same one until it is confirmed or expires; and why an app is wanted."""
    assert visit.person is not None
    pending = enrolment.begin(visit.person, binding=visit.binding)
    return {"pending": pending, "label_value": visit.data.get("label", ""), "reason": _reason(visit)}


def _reason(visit: Visit) -> str:
    """What demands the app: the link mailed after a reset, one of our own pages, the rule for everybody, or the client."""
    if visit.interaction.parameters.get("mailbox", {}).get("link"):
        return "reset"
    if visit.context.asked.sudo:
        return "page"
    return "everybody" if visit.context.demanded_policy == APP else "client"


def accept(visit: Visit) -> Answer:
    """Confirm the seed by one code; the proof counts as a factor of this sign-in."""
    assert visit.person is not None
    label = visit.data.get("label", "").strip()[:60]
    try:
        result = enrolment.confirm(
            visit.person,
            binding=visit.binding,
            code=visit.data.get("code", ""),
            label=label,
            link=_link(visit),
            request=visit.request,
            interaction_id=visit.interaction.id,
        )
    except AppError as error:
        return refused(error, "code", {"label_value": label})
    if isinstance(result, mfa.Rejected):
        return Invalid({"code": result.message}, {"label_value": label})
    codes = json.dumps(result.recovery_codes)
    sealed = keyring.encrypt(codes, *SEALED, visit.interaction.id) if result.recovery_codes else None
    return Proved({"totp": {}}, visit.person, sealed=sealed)


def _link(visit: Visit) -> Link | None:
    """The mailed link that stands for the mailbox here; None where a code has proved it."""
    key = visit.interaction.parameters.get("mailbox", {}).get("link")
    if key is None or {"email_otp", "verify_email"} & visit.interaction.proofs.keys():
        return None
    return Link.objects.filter(pk=key).first()


PAGE = Page("enrol-totp", "interaction/enrol_totp.html", show, accept)
PROMPT = Prompt("enrol_totp", CHECKS, (PAGE,), proofs=("totp",))
