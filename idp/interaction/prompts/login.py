"""Sign in with e-mail and password.

Spec: OpenID Connect Core §3.1.2.3 (login_required, max_age, prompt=login), §3.1.2.1 (id_token_hint), §3.1.2.2 (sub).
"""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from idp.accounts import services as accounts
from idp.accounts.addresses import LONGEST
from idp.accounts.models import User
from idp.core.errors import AppError
from idp.core.http import client_ip
from idp.interaction.checks import Check
from idp.interaction.context import Context
from idp.interaction.models import Interaction
from idp.interaction.pages import Answer, Invalid, Page, Prompt, Proved, Refuse, Visit, refused
from idp.sessions.middleware import is_over


def _nobody(context: Context) -> bool:
    return context.person is None or context.authenticated_at is None


def _too_old(context: Context) -> bool:
    max_age, at = context.asked.max_age, context.authenticated_at
    if max_age is None or at is None or context.authenticated_here:
        return False
    return max_age == 0 or context.now - at > max_age


def _is_another(context: Context) -> bool:
    return context.person is not None and not context.asked.wants(context.person.sub)


CHECKS = (
    Check(
        "client_disabled",
        lambda context: not context.asked.client_enabled,
        "unauthorized_client",
        "an enabled client",
        refuses=True,
    ),
    Check(
        "no_session",
        lambda context: _nobody(context) and not context.wants_account and not context.address_pending,
        "login_required",
        "a live session in this browser",
    ),
    Check(
        "prompt_login",
        lambda context: "login" in context.asked.prompt and not context.address_pending and not context.authenticated_here,
        "login_required",
        "a sign-in made after the request, or a request without prompt=login",
    ),
    Check("max_age", _too_old, "login_required", "a sign-in younger than max_age"),
    Check(
        "hinted_person",
        _is_another,
        "login_required",
        "a session of the person that id_token_hint or the claims parameter names",
    ),
    Check(
        "person_inactive",
        lambda context: context.person is not None and not context.person.is_active,
        "login_required",
        "an active account",
    ),
    Check(
        "enrolment_needs_password",
        lambda context: context.lacks_app and "password" not in context.proofs,
        "login_required",
        "an authenticator app, or the password given in this interaction so that one can be added",
    ),
)

OVERTAKEN = (
    Check(
        "sign_in_overtaken",
        lambda context: context.is_overtaken,
        "login_required",
        "a sign-in that is still as fresh as max_age or prompt=login wants it when the code is issued",
    ),
)


def show(visit: Visit) -> dict[str, Any]:
    """The address that the client hinted at or the person typed; whom somebody who came to be another person leaves."""
    leaves = _leaves(visit)
    return {
        "leaves": leaves,
        "username": visit.data.get("username") or _named(visit, leaves),
        "registration_open": settings.IDP.registration == "open",
        "is_over": is_over(visit.request) if visit.person is None and not visit.data else "",
        "is_other_person": _is_another(visit.context),
        "mailed_to": str(visit.interaction.parameters.get("login_hint", "")) if visit.context.asked.target == "local" else "",
        "forgot": f"/password/forgot?interaction={visit.interaction.id}",
    }


def _named(visit: Visit, leaves: User | None) -> str:
    """Whom the client hinted at, or who is signed in and asked once more; "with another account" leaves it open."""
    if leaves is not None:
        return ""
    who_is_here = visit.person.email if visit.is_confirmation and visit.person else ""
    return str(visit.interaction.parameters.get("login_hint") or who_is_here)


def _leaves(visit: Visit) -> User | None:
    """Who is signed in and could go on: this page was opened to sign in with another account."""
    is_asked = any(check.fails(visit.context) for check in (*CHECKS, *OVERTAKEN))
    return visit.person if visit.is_confirmation and not is_asked else None


def accept(visit: Visit) -> Answer:
    """Check the password; on success nothing else proved in this interaction counts any more.

    Who is not the person that the request names may go back to the app, which is told so (OpenID Connect Core §3.1.2.1);
    who follows a link mailed to somebody else, to the account page.
    """
    if "cancel" in visit.data and _is_another(visit.context):
        return Refuse("login_required")
    username, password = visit.data.get("username", ""), visit.data.get("password", "")
    values = {"username": username}
    try:
        user = accounts.authenticate(
            username, password, ip=client_ip(visit.request), request=visit.request, interaction_id=visit.interaction.id
        )
    except AppError as error:
        _remember(visit, username)
        return refused(error, "username", values)
    if user is None:
        _remember(visit, username)
        return Invalid({"password": _("The e-mail or password is not right.")}, values)
    return Proved({"password": {}}, user, restarts=True)


def _remember(visit: Visit, username: str) -> None:
    """For the page of a forgotten password, which need not ask again: kept here, because a URL is no place for an address."""
    typed = dict(visit.interaction.parameters) | {"typed": username[:LONGEST]}
    Interaction.objects.filter(pk=visit.interaction.pk).update(parameters=typed)


PAGE = Page("login", "interaction/login.html", show, accept)
PROMPT = Prompt("login", CHECKS, (PAGE,), proofs=("password",), may_decline=True)
BEFORE_THE_CODE = replace(PROMPT, checks=OVERTAKEN)  # whoever read the pages in between for long has signed in long ago
