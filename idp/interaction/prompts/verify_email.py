"""Prove the address by the code sent to it."""

from typing import Any

from django.conf import settings

from idp.accounts import services as accounts
from idp.accounts.address_codes import Sent, TooSoon
from idp.accounts.addresses import mask
from idp.accounts.outcomes import Rejected
from idp.core import mail
from idp.core.errors import AppError
from idp.interaction.checks import Check
from idp.interaction.pages import Answer, GoTo, Invalid, Page, Prompt, Proved, Visit, refused, try_to_send

CHECKS = (
    Check(
        "address_unproved",
        lambda context: context.address_pending or (context.person is not None and not context.person.email_verified),
        "interaction_required",
        "a verified e-mail address",
    ),
)


def address_of(visit: Visit) -> str:
    """The address in question: the person's, or the one typed into the registration form."""
    registered = visit.interaction.proofs.get("register", {}).get("address")
    return str(registered or (visit.person.email if visit.person else ""))  # the same words whoever owns the address


def show(visit: Visit) -> dict[str, Any]:
    """Where the code went and how long it works. Whoever has just typed the address sees it whole, to find a slip."""
    typed = "register" in visit.interaction.proofs
    minutes = int(settings.IDP.address_code_lifetime.total_seconds() // 60)
    return {
        "address": address_of(visit) if typed else mask(address_of(visit)),
        "minutes": minutes,
        "is_mail_late": mail.is_late(),
    }


def arrive(visit: Visit) -> None:
    """Send a code when an unverified person has just signed in; registration has sent its own."""
    if "register" not in visit.interaction.proofs:
        _send(visit)


def accept(visit: Visit) -> Answer:
    """Check the code, or send another one."""
    if "resend" in visit.data:
        return try_to_send(lambda: _send(visit)) or GoTo("verify-email", notice="sent")
    try:
        result = accounts.verify_address(visit.person, binding=visit.binding, code=visit.data.get("code", ""), **visit.audit())
    except AppError as error:
        return refused(error, "code")
    if isinstance(result, Rejected):
        return Invalid({"code": result.message}, repeats="replayed" if result.reason == "replayed" else "")
    return Proved({"verify_email": {}}, visit.person)


def _send(visit: Visit) -> Sent | TooSoon:
    return accounts.send_address_code(visit.person, address_of(visit), binding=visit.binding, request=visit.request)


PAGE = Page("verify-email", "interaction/verify_email.html", show, accept, arrive=arrive)
PROMPT = Prompt("verify_email", CHECKS, (PAGE,), proofs=("verify_email",))
