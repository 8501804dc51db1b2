"""Recovery codes: ten of 50 bits, written XXXXX-XXXXX in Crockford's base32, each good once. Spec: OWASP ASVS 6.5.1, 6.5.2.

The alphabet has no I, L, O, U; the look-alikes are read as 1, 1 and 0, and case, dashes and spaces are forgiven.
"""

import re
import secrets

from django.utils.translation import gettext_lazy

from idp.accounts.typed_codes import stripped
from idp.core.secrets import equal
from idp.mfa.factors.interface import Attempt, Factor, Match, Miss
from idp.mfa.stores import RecoveryCodes

COUNT = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_SHAPE = re.compile(r"[0-9A-Z]{10}", re.ASCII)


def generate() -> list[str]:
    """Ten new codes as people read them, all different."""
    codes: set[str] = set()
    while len(codes) < COUNT:
        letters = "".join(secrets.choice(_ALPHABET) for _ in range(10))
        codes.add(f"{letters[:5]}-{letters[5:]}")
    return sorted(codes)


def normalise(typed: str) -> str | None:
    """The ten characters that a typed or imported code stands for, or None."""
    code = stripped(typed)
    if not code.isascii():
        return None
    code = code.upper().translate(_READ_AS)
    return code if _SHAPE.fullmatch(code) else None


def check(attempt: Attempt) -> Match | Miss:
    """Which unspent code this is. Who works down a list is told of a spent one: it opens nothing, and no guesser meets one."""
    code = normalise(attempt.typed)
    if code is None:
        return Miss("wrong")
    found = [credential for credential in attempt.credentials if equal(attempt.mac(credential, code), credential.secret)]
    if not found:
        return Miss("wrong")
    return Miss("used") if found[0].facts.get("is_spent") else Match(found[0])


FACTOR = Factor(
    type="recovery",
    slug="mfa-recovery",
    acr="mfa",
    amr=("otp", "mfa"),
    store=RecoveryCodes(),
    check=check,
    read=normalise,
    is_usable=lambda facts: facts.recovery_codes_left > 0,
    title=gettext_lazy("Recovery code"),
    hint=gettext_lazy("One of the codes that you saved"),
    misshapen="no_recovery_code",
)
