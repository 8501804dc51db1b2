"""Prove a second factor: choose a way, then enter its code.

Spec: OpenID Connect Core §5.5.1.1 (essential acr), RFC 9470 §4 (step-up), OpenID Connect Unmet Authentication Requirements.
"""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from idp import mfa
from idp.accounts.address_change import address_at
from idp.accounts.addresses import mask
from idp.core.errors import AppError
from idp.interaction.checks import Check
from idp.interaction.context import Context
from idp.interaction.pages import Answer, GoTo, Invalid, Page, Prompt, Proved, Visit, refused, try_to_send
from idp.mfa.factors import BY_TYPE, FACTORS
from idp.mfa.factors.interface import Beginning, Factor
from idp.mfa.policy import achieved, rank

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
    return BY_TYPE[ways[0]].slug if ways else CHOICE.slug


def show_choice(visit: Visit) -> dict[str, Any]:
    """The ways this person has; for whom the staff left none but a mailed link, a word about that."""
    person = visit.context.person
    awaits_link = person is not None and person.email_code_off and not person.has_totp
    is_unknown = visit.person is not None and mfa.has_unknown_factor(visit.person)
    address = mask(address_at(visit.person, visit.interaction.created_at)) if visit.person else ""
    ways = (BY_TYPE[way] for way in offered(visit))
    return {
        "ways": [{"type": way.type, "title": way.title, "hint": way.hint % {"address": address}} for way in ways],
        "awaits_link": awaits_link,
        "is_unknown": is_unknown,
        "needs_app": person is not None and person.has_totp and person.password_by_mail,
    }


def accept_choice(visit: Visit) -> Answer:
    """Go to the chosen way."""
    way = visit.data.get("method", "")
    return GoTo(BY_TYPE[way].slug) if way in offered(visit) else Invalid({"method": _("Choose one of the ways below.")})


def _show(factor: Factor, visit: Visit) -> dict[str, Any]:
    assert visit.person is not None
    others = [way for way in offered(visit) if way != factor.type]
    beginning = Beginning(visit.person, visit.binding, visit.request, visit.interaction.created_at)
    return {"other_ways": len(others) > 0} | factor.page_facts(beginning)


def _begin(factor: Factor, visit: Visit) -> mfa.Sent | mfa.TooSoon:
    assert visit.person is not None
    since = visit.interaction.created_at
    return mfa.begin(visit.person, factor.type, binding=visit.binding, since=since, request=visit.request)


def _accept(factor: Factor, visit: Visit) -> Answer:
    assert visit.person is not None
    if factor.type not in offered(visit):
        return GoTo(CHOICE.slug)
    if factor.begin is not None and "resend" in visit.data:
        return try_to_send(lambda: _begin(factor, visit)) or GoTo(factor.slug, notice="sent")
    try:
        result = mfa.verify(
            visit.person,
            factor.type,
            visit.data.get("code", ""),
            binding=visit.binding,
            request=visit.request,
            interaction_id=visit.interaction.id,
        )
    except AppError as error:
        return refused(error, "code")
    if isinstance(result, mfa.Rejected):
        return Invalid({"code": result.message}, repeats=result.reason if result.reason in ("replayed", "used") else "")
    return Proved({factor.type: {}}, visit.person)


def _arrive(factor: Factor, visit: Visit) -> None:
    if factor.type in offered(visit):
        _begin(factor, visit)


def _page(factor: Factor) -> Page:
    return Page(
        factor.slug,
        f"interaction/{factor.slug.replace('-', '_')}.html",
        partial(_show, factor),
        partial(_accept, factor),
        arrive=partial(_arrive, factor) if factor.begin is not None else None,
    )


CHOICE = Page("mfa", "interaction/mfa.html", show_choice, accept_choice)
PROMPT = Prompt("mfa", CHECKS, (CHOICE, *map(_page, FACTORS)), tuple(BY_TYPE), start=first_page, may_decline=True)
