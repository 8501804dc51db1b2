"""The account's own pages: who is signed in, and the second factor. Spec: RFC 6238; OWASP ASVS 7.5.3."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from idp.accounts.outcomes import Rejected
from idp.clients import account_console
from idp.core import clock
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.interaction.pages import Invalid, refused
from idp.mfa import enrolment, recovery, services
from idp.mfa.models import Authenticator
from idp.mfa.policy import APP
from idp.mfa.services import factor_facts
from idp.sessions import services as sessions
from idp.web import shown_once
from idp.web.form_page import form_page
from idp.web.guards import Visitor, see_other, session_required, sudo_required

HOME = "/account"
MFA = "/account/mfa"
CODES = "recovery codes"
NOTICE = "notice"


@route(Policy.PUBLIC)
@require_safe
def front(request: HttpRequest) -> HttpResponseBase:
    """GET /: the issuer's own address, typed in or clicked in a mail, leads to one's account."""
    return see_other(HOME)


@route(Policy.SESSION)
@require_safe
@session_required
def home(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /account: who is signed in, how well protected, and where to go."""
    facts: dict[str, Any] = {"who": who.user, "facts": factor_facts(who.user), "notice": _notice(request, who)}
    facts["has_console"] = not account_console.fault()
    return render(request, "web/account.html", facts)


def _notice(request: HttpRequest, who: Visitor) -> str:
    """What was just done, said once: no link from elsewhere can claim it."""
    done = shown_once.take(request, NOTICE, who.session.sid)
    return {
        "password": _("Your password was changed. Every other browser and app was signed out."),
        "email": _("Your e-mail address was changed. Every other browser and app was signed out."),
        "language": _("Your language was changed."),
        "username": _("Your username was changed."),
    }.get(str(done), "")


@route(Policy.SUDO)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@sudo_required
def mfa(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /account/mfa: add an app, remove one, make new recovery codes. What is posted says which."""
    if request.method == "POST":
        return _changed(request, who)
    codes = shown_once.take(request, CODES, who.session.sid)
    if codes is not None:
        facts = {"who": who.user, "codes": codes, **recovery.as_file(codes, who.user.email)}
        return render(request, "web/recovery_codes.html", facts | {"email_usable": factor_facts(who.user).email_usable})
    wanted = request.GET.get("remove", "")
    app = _apps(who).filter(handle=wanted).first() if wanted else None
    if app is not None:
        is_last = _apps(who).count() == 1
        return render(request, "web/remove_app.html", {"who": who.user, "app": app, "is_last": is_last})
    return _page(request, who)


def _changed(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    if "remove" in request.POST:
        return _remove(request, who, request.POST["remove"])
    if "renew" in request.POST:
        codes = recovery.renew(who.user, request=request, sid=who.session.sid)
        sessions.cycle(request, who.session)
        return _show_codes(request, who, codes)
    if "email_code" in request.POST:
        return _switch_email_code(request, who, enabled=request.POST["email_code"] == "on")
    if "saved" in request.POST:
        recovery.mark_saved(who.user)
        return see_other(MFA)
    return _confirm(request, who) if "code" in request.POST else see_other(MFA)


def _confirm(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Turn the pending app on; its first code also proves the strongest factor that this sign-in now has."""
    label = request.POST.get("label", "")[: enrolment.LABEL_LENGTH]
    try:
        outcome = enrolment.confirm(
            who.user,
            binding=who.binding,
            code=request.POST.get("code", ""),
            label=label,
            request=request,
            sid=who.session.sid,
        )
    except AppError as error:
        return _page(request, who, refused(error, "code", {"label_value": label}))
    if isinstance(outcome, Rejected):
        return _page(request, who, Invalid({"code": outcome.message}, {"label_value": label}))
    at = who.session.authenticated_at
    assert at is not None
    proof = sessions.Authentication(
        at=at, acr=APP, amr=("pwd", "otp", "mfa"), factor_at=clock.now(), factor_acr=APP, factor="totp"
    )
    sessions.renew(request, who.session, proof)
    return _show_codes(request, who, outcome.recovery_codes) if outcome.recovery_codes else see_other(MFA)


def _show_codes(request: HttpRequest, who: Visitor, codes: list[str]) -> HttpResponse:
    shown_once.put(request, CODES, who.session.sid, codes)
    return see_other(MFA)


def _switch_email_code(request: HttpRequest, who: Visitor, *, enabled: bool) -> HttpResponseBase:
    try:
        services.switch_email_code(who.user, enabled=enabled, request=request, sid=who.session.sid)
    except AppError as error:
        return _page(request, who, Invalid({"remove": error.title}, status=error.status))
    sessions.cycle(request, who.session)
    return see_other(MFA)


def _remove(request: HttpRequest, who: Visitor, handle: str) -> HttpResponseBase:
    try:
        enrolment.remove(who.user, handle, request=request, sid=who.session.sid)
    except AppError as error:
        texts = {
            "last_authenticator": _("This is your last app, and signing in here needs one. Add another app first."),
            "unknown_authenticator": _("This app was removed before."),
        }
        message = texts.get(error.code, _("Your sign-in methods were changed at the same time. Look at them again."))
        return _page(request, who, Invalid({"remove": message}, status=error.status))
    sessions.cycle(request, who.session)
    return see_other(MFA)


def _page(request: HttpRequest, who: Visitor, invalid: Invalid | None = None) -> HttpResponse:
    facts: dict[str, Any] = {
        "who": who.user,
        "facts": factor_facts(who.user),
        "apps": _apps(who),
        "email_code_allowed": settings.IDP.email_code == "always",
        "pending": enrolment.begin(who.user, binding=who.binding),
    }
    return form_page(request, "web/mfa.html", facts, invalid)


def _apps(who: Visitor) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=who.user).exclude(confirmed_at=None).order_by("created_at", "pk")
