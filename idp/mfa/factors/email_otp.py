"""A six-digit code sent to the person's verified address. Spec: NIST SP 800-63B §3.1.3.1 (why it is worth less than an app)."""

from idp.accounts.typed_codes import six_digits
from idp.core.secrets import equal
from idp.mfa.factors.interface import Attempt, Factor, Match, Miss


def check(attempt: Attempt) -> Match | Miss:
    """Whether this is the code that was sent for this binding."""
    code = six_digits(attempt.typed)
    for credential in attempt.credentials:
        if code is not None and equal(attempt.mac(credential, code), credential.secret):
            return Match(credential)
    return Miss("wrong")


FACTOR = Factor("email_otp", "email_otp", "address_code", "2fa-email", ("otp",), check, six_digits)
