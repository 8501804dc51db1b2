"""Codes of an authenticator app: SHA-1, 6 digits, 30 s, one step either way, each step once. Spec: RFC 6238 §4, §5.2."""

import pyotp
from django.utils.translation import gettext_lazy

from idp.accounts.typed_codes import six_digits
from idp.core.secrets import equal
from idp.mfa.factors.interface import Attempt, Credential, Factor, Match, Miss
from idp.mfa.stores import Authenticators

STEP_SECONDS = 30
WINDOW = 1


def check(attempt: Attempt) -> Match | Miss:
    """The authenticator and step that the code belongs to. A right code of a step already accepted is a replay."""
    code = six_digits(attempt.typed)
    if code is None:
        return Miss("wrong")
    is_replay = False
    for credential in attempt.credentials:
        steps = matching_steps(credential, code, attempt.unix_time)
        fresh = [step for step in steps if step > credential.last_step]
        if fresh:
            return Match(credential, fresh[0])
        is_replay = is_replay or bool(steps)
    return Miss("replayed" if is_replay else "wrong")


def matching_steps(credential: Credential, code: str, unix_time: int) -> list[int]:
    """The steps within the window whose code this is, the earliest first."""
    totp = pyotp.TOTP(credential.secret)
    now = unix_time // STEP_SECONDS
    steps = range(max(0, now - WINDOW), now + WINDOW + 1)
    return [step for step in steps if equal(totp.generate_otp(step), code)]


FACTOR = Factor(
    type="totp",
    slug="mfa-totp",
    acr="mfa",
    amr=("otp", "mfa"),
    store=Authenticators("totp"),
    check=check,
    read=six_digits,
    is_usable=lambda facts: facts.has_totp,
    title=gettext_lazy("Authenticator app"),
    hint=gettext_lazy("Enter the 6-digit code that your app shows"),
)
