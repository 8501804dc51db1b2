"""Prove a second factor: choose a way, then enter its code.

Spec: OpenID Connect Core §5.5.1.1 (essential acr), RFC 9470 §4 (step-up), OpenID Connect Unmet Authentication Requirements.
"""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from idp import mfa
from idp.accounts.address_change import address_at
from idp.accounts.addresses import mask
from idp.core import mail
from idp.core.errors import AppError
from idp.interaction.checks import Check
from idp.interaction.context import Context
from idp.interaction.pages import Answer, GoTo, Invalid, Page, Prompt, Proved, Visit, refused, try_to_send
from idp.mfa.policy import achieved, rank

SLUGS = {"totp": "mfa-totp", "email_otp": "mfa-email", "recovery": "mfa-recovery"}
_EMAIL = rank("2fa-email")
_APP = rank("mfa")


def _strict_unmet(context: Context) -> bool:
    person = context.person
    if person is None:
        return False
    reachable = _APP if person.has_totp else _EMAIL  # without an app, the mailbox first; then the app is added
    return rank(context.acr) < min(context.strict_rank, reachable)


def _voluntary_unmet(context: Context) -> bool:
    person = context.person
    if person is None or context.factor_at is not None:
        return False  # it was tried in this interaction; the truth is reported
    if person.email_code_off and not person.has_totp:
        return False  # nothing is left to try; only the mailed link to a new app helps
    wanted = [rank(acr) for acr in context.asked.acr_values if rank(acr)]  # the most wanted first
    has, reachable = rank(context.acr), rank(person.strongest())
    if not wanted or ("password" not in context.proofs and has >= min(wanted)):
        return False  # a session that has one of them suffices; whoever signs in anew reaches for the best of them
    return has < next((acr for acr in wanted if acr <= reachable), reachable)


def _not_fresh(context: Context) -> bool:
    person = context.person
    if person is None or not context.asked.sudo:
        return False
    here, _amr = achieved(["password", *context.proofs])
    return rank(here) < rank(person.strongest())


CHECKS = (
    Check(
        "acr_unreachable",
        lambda context: (
            context.strict_rank > _APP
            or (bool(context.asked.essential_acr) and not any(map(rank, context.asked.essential_acr)))
        ),
        "unmet_authentication_requirements",
        "a request for an acr that acr_values_supported names",
        refuses=True,
    ),
    Check(
        "second_factor_required",
        lambda context: (
            context.person is not None
            and (context.demanded_policy != "optional" or context.person.has_totp)
            and rank(context.acr) < _EMAIL
        ),
        "interaction_required",
        "a session with a second factor; after a password chosen by a mailed link, the app or a recovery code",
    ),
    Check("acr_strict", _strict_unmet, "interaction_required", "a session with the acr that the client demands"),
    Check("acr_voluntary", _voluntary_unmet, "interaction_required", "a session with the acr that was asked for"),
    Check("not_fresh", _not_fresh, "interaction_required", "a proof by the strongest factor, made for this page"),
)


def offered(visit: Visit) -> tuple[str, ...]:
    """The factor types that this person may use for this request, the best first."""
    assert visit.person is not None
    strict = visit.context.strict_rank >= _APP or (visit.context.asked.sudo and bool(_has_app(visit.context)))
    return mfa.methods(visit.person, strict_mfa=strict)


def _has_app(context: Context) -> bool:
    return context.person is not None and context.person.has_totp


def first_page(visit: Visit) -> str:
    """Where the prompt starts: the best way that this person has."""
    ways = offered(visit)
    return SLUGS[ways[0]] if ways else "mfa"


def show_choice(visit: Visit) -> dict[str, Any]:
    """The ways this person has; for whom the staff left none but a mailed link, a word about that."""
    person = visit.context.person
    awaits_link = person is not None and person.email_code_off and not person.has_totp
    is_unknown = visit.person is not None and mfa.has_unknown_factor(visit.person)
    return {
        "ways": offered(visit),
        "address": _masked(visit),
        "awaits_link": awaits_link,
        "is_unknown": is_unknown,
        "needs_app": person is not None and person.has_totp and person.password_by_mail,
    }


def _masked(visit: Visit) -> str:
    """Where this sign-in's codes go, as far as it is shown."""
    return mask(address_at(visit.person, visit.interaction.created_at)) if visit.person else ""


def accept_choice(visit: Visit) -> Answer:
    """Go to the chosen way."""
    way = visit.data.get("method", "")
    return GoTo(SLUGS[way]) if way in offered(visit) else Invalid({"method": _("Choose one of the ways below.")})


def _show(factor_type: str, visit: Visit) -> dict[str, Any]:
    ways = offered(visit)
    facts: dict[str, Any] = {"other_ways": len([way for way in ways if way != factor_type]) > 0}
    if factor_type == "email_otp":
        assert visit.person is not None
        facts |= {"address": _masked(visit), "was_sent": mfa.email_code_waits(visit.person, binding=visit.binding)}
        facts |= {"is_mail_late": mail.is_late()}
    return facts


def _send(visit: Visit) -> mfa.Sent | mfa.TooSoon:
    assert visit.person is not None
    began_at = visit.interaction.created_at
    return mfa.send_email_code(visit.person, binding=visit.binding, since=began_at, request=visit.request)


def _accept(factor_type: str, visit: Visit) -> Answer:
    assert visit.person is not None
    if factor_type not in offered(visit):
        return GoTo("mfa")
    if factor_type == "email_otp" and "resend" in visit.data:
        return try_to_send(lambda: _send(visit)) or GoTo("mfa-email", notice="sent")
    try:
        result = mfa.verify(
            visit.person,
            factor_type,
            visit.data.get("code", ""),
            binding=visit.binding,
            request=visit.request,
            interaction_id=visit.interaction.id,
        )
    except AppError as error:
        return refused(error, "code")
    if isinstance(result, mfa.Rejected):
        return Invalid({"code": result.message}, repeats=result.reason if result.reason in ("replayed", "used") else "")
    return Proved({factor_type: {}}, visit.person)


def _arrive_email(visit: Visit) -> None:
    if "email_otp" in offered(visit):
        _send(visit)


CHOICE = Page("mfa", "interaction/mfa.html", show_choice, accept_choice)
TOTP = Page("mfa-totp", "interaction/mfa_totp.html", partial(_show, "totp"), partial(_accept, "totp"))
EMAIL = Page(
    "mfa-email", "interaction/mfa_email.html", partial(_show, "email_otp"), partial(_accept, "email_otp"), arrive=_arrive_email
)
RECOVERY = Page("mfa-recovery", "interaction/mfa_recovery.html", partial(_show, "recovery"), partial(_accept, "recovery"))
PROMPT = Prompt(
    "mfa", CHECKS, (CHOICE, TOTP, EMAIL, RECOVERY), proofs=("totp", "email_otp", "recovery"), start=first_page, may_decline=True
)
