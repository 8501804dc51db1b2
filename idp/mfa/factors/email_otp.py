"""A six-digit code sent to the person's verified address. Spec: NIST SP 800-63B §3.1.3.1 (why it is worth less than an app)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy

from idp.accounts import address_codes
from idp.accounts.address_change import address_at
from idp.accounts.address_codes import Sent, TooSoon
from idp.accounts.addresses import mask
from idp.accounts.typed_codes import six_digits
from idp.audit.events import Action, record
from idp.core import http, mail
from idp.core.secrets import equal
from idp.mfa.factors.interface import Attempt, Beginning, Factor, Match, Miss
from idp.mfa.stores import EMAIL_OTP, AddressCode
from idp.sessions import known_browsers


def check(attempt: Attempt) -> Match | Miss:
    """Whether this is the code that was sent for this binding."""
    code = six_digits(attempt.typed)
    for credential in attempt.credentials:
        if code is not None and equal(attempt.mac(credential, code), credential.secret):
            return Match(credential)
    return Miss("wrong")


def begin(beginning: Beginning) -> Sent | TooSoon:
    """Send a code to the person's verified address; it replaces the earlier one of this binding.

    A change of the address since the sign-in began does not reach it. Raises: Throttled at the hour's or day's limit.
    """
    user, request = beginning.user, beginning.request
    address = _address(beginning)
    browser = known_browsers.own(user, request)
    too_soon = address_codes.may_send(EMAIL_OTP, address, http.client_ip(request), browser=browser)
    if too_soon is not None:
        return too_soon
    with transaction.atomic():
        sent = address_codes.send(
            EMAIL_OTP,
            binding=beginning.binding,
            user=user,
            address=address,
            lifetime=settings.IDP.email_code_lifetime,
            template="signin_code",
            request=request,
        )
        record(Action.USER_FACTOR_SEND, request=request, actor=user.sub, subject=user.sub, detail={"factor": EMAIL_OTP})
    return sent


def page_facts(beginning: Beginning) -> dict[str, Any]:
    """Where this sign-in's codes go, as far as it is shown, and whether one is on its way."""
    was_sent = address_codes.waits(EMAIL_OTP, beginning.binding)
    return {"address": mask(_address(beginning)), "was_sent": was_sent, "is_mail_late": mail.is_late()}


def _address(beginning: Beginning) -> str:
    return address_at(beginning.user, beginning.since) if beginning.since else beginning.user.email


FACTOR = Factor(
    type=EMAIL_OTP,
    slug="mfa-email",
    acr="2fa-email",
    amr=("otp",),
    store=AddressCode(),
    check=check,
    read=six_digits,
    is_usable=lambda facts: facts.email_usable,
    title=gettext_lazy("E-mail"),
    hint=gettext_lazy("We send a code to %(address)s"),
    begin=begin,
    page_facts=page_facts,
    also_by=("verify_email",),
)
