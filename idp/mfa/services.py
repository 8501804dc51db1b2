"""What a person can prove, and sending the code that goes by e-mail."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import address_codes
from idp.accounts.address_change import address_at
from idp.accounts.address_codes import Sent, TooSoon, asked_from
from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.core import http, mail
from idp.core.errors import AppError
from idp.mfa.models import Authenticator, RecoveryCode, RecoverySet
from idp.mfa.policy import FactorFacts, strictest
from idp.mfa.stores import EMAIL_OTP
from idp.sessions import known_browsers

KNOWN_TYPES = ("totp",)  # of authenticators
FEW_RECOVERY_CODES = 3  # people are told to make new ones


def factor_facts(user: User) -> FactorFacts:
    """What the person has enrolled now."""
    has_totp = Authenticator.objects.filter(user=user).exclude(confirmed_at=None).exists()  # of whatever type
    recovery = RecoverySet.objects.filter(user=user).first()
    left = RecoveryCode.objects.filter(set=recovery, spent_at=None).count() if recovery else 0
    return FactorFacts(
        has_totp=has_totp,
        recovery_codes_left=left,
        recovery_saved=recovery is not None and recovery.saved_at is not None,
        email_usable=_email_usable(user, has_totp=has_totp),
    )


def policy_of(user: User) -> str:
    """The MFA policy for this person: the deployment's, or a stricter one of a group."""
    return strictest(settings.IDP.mfa_policy, *user.groups.values_list("mfa_policy", flat=True))


def _email_usable(user: User, *, has_totp: bool) -> bool:
    """What the person switched off stays off when the staff takes the app away; the mailed link leads to a new one."""
    if has_totp and user.password_by_mail:
        return False  # one mailbox is not two factors: the app or a recovery code has to be used once
    mode = settings.IDP.email_code
    is_on = mode == "always" or (mode == "fallback" and not has_totp)
    return is_on and not user.email_code_off and user.email_verified_at is not None


@transaction.atomic
def switch_email_code(user: User, *, enabled: bool, request: HttpRequest, sid: str = "") -> bool:
    """Whether codes by e-mail may stand in for the person's app; False if that was so. The caller demanded a fresh proof.

    Raises: AppError (409) where switching them off could lock the person out: without an app or recovery codes.
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    if current.email_code_off is not enabled:
        return False
    facts = factor_facts(current)
    if not enabled and not facts.has_totp:
        raise AppError("no_authenticator", _("Set up an authenticator app first."), status=409)
    if not enabled and facts.recovery_codes_left == 0:
        raise AppError("no_recovery_codes", _("Make recovery codes first: they help when the app is lost."), status=409)
    User.objects.filter(pk=user.pk).update(email_code_off=not enabled)
    user.email_code_off = not enabled
    record(
        Action.USER_FACTOR_SWITCH, request=request, actor=user.sub, subject=user.sub, sid=sid,
        detail={"factor": EMAIL_OTP, "enabled": enabled},
    )  # fmt: skip
    mail.send("email_code_switched", user.email, asked_from(request) | {"is_on": enabled}, locale=user.locale)
    return True


def methods(user: User, *, strict_mfa: bool = False) -> tuple[str, ...]:
    """The factor types that this person may use now, the best first; none where one is of a type that we cannot check.

    With ``strict_mfa`` the acr ``mfa`` is demanded, which a code by e-mail cannot give; but a person without an app may
    prove the mailbox, which adding the app needs.
    """
    if has_unknown_factor(user):
        return ()
    facts = factor_facts(user)
    usable = {
        "totp": facts.has_totp,
        "email_otp": facts.email_usable and not (strict_mfa and facts.has_totp),
        "recovery": facts.recovery_codes_left > 0,
    }
    return tuple(factor_type for factor_type, is_usable in usable.items() if is_usable)


def has_unknown_factor(user: User) -> bool:
    """Whether this person has an authenticator of a type that this version does not know: nothing weaker takes its place."""
    return Authenticator.objects.filter(user=user).exclude(confirmed_at=None).exclude(type__in=KNOWN_TYPES).exists()


def send_email_code(user: User, *, binding: str, since: datetime | None = None, request: HttpRequest) -> Sent | TooSoon:
    """Send a sign-in code to the person's verified address; it replaces the earlier one of this binding.

    ``since``: when the sign-in began; a change of the address after that does not reach it.
    Raises: AppError where codes by e-mail may not be used; Throttled at the hour's or day's limit.
    """
    if "email_otp" not in methods(user):
        raise AppError("email_code_unavailable", "Codes by e-mail cannot be used here.", status=403)
    address = address_at(user, since) if since else user.email
    browser = known_browsers.own(user, request)
    too_soon = address_codes.may_send(EMAIL_OTP, address, http.client_ip(request), browser=browser)
    if too_soon is not None:
        return too_soon
    with transaction.atomic():
        sent = address_codes.send(
            EMAIL_OTP,
            binding=binding,
            user=user,
            address=address,
            lifetime=settings.IDP.email_code_lifetime,
            template="signin_code",
            request=request,
        )
        record(Action.USER_FACTOR_SEND, request=request, actor=user.sub, subject=user.sub, detail={"factor": EMAIL_OTP})
    return sent


def email_code_waits(user: User, *, binding: str) -> bool:
    """Whether a code was sent for this binding that can still be typed."""
    return address_codes.waits(EMAIL_OTP, binding)
