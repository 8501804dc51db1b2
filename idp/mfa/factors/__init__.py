"""The factors, the best first. A new factor is one file and one line here."""

from idp.mfa.factors import email_otp, recovery_codes, totp
from idp.mfa.factors.interface import Factor

FACTORS: tuple[Factor, ...] = (totp.FACTOR, email_otp.FACTOR, recovery_codes.FACTOR)
BY_TYPE = {factor.type: factor for factor in FACTORS}
