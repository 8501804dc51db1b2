"""What a person can prove."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts.address_codes import asked_from
from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.core import mail
from idp.core.errors import AppError
from idp.mfa.factors import FACTORS
from idp.mfa.factors.interface import FactorFacts
from idp.mfa.models import Authenticator, RecoveryCode, RecoverySet
from idp.mfa.policy import APP, rank, strictest
from idp.mfa.stores import EMAIL_OTP, Authenticators

KNOWN_TYPES = frozenset(factor.type for factor in FACTORS if isinstance(factor.store, Authenticators))
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

    With ``strict_mfa`` the acr ``mfa`` is demanded, and only what gives it may be used; but a person without an app may prove
    the mailbox, which adding the app needs.
    """
    if has_unknown_factor(user):
        return ()
    facts = factor_facts(user)
    least = rank(APP) if strict_mfa and facts.has_totp else 0
    return tuple(factor.type for factor in FACTORS if factor.is_usable(facts) and rank(factor.acr) >= least)


def has_unknown_factor(user: User) -> bool:
    """Whether this person has an authenticator of a type that this version does not know: nothing weaker takes its place."""
    return Authenticator.objects.filter(user=user).exclude(confirmed_at=None).exclude(type__in=KNOWN_TYPES).exists()
