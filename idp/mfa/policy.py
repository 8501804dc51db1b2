"""What proofs are worth: acr and amr, and the best that a person can reach. Reads nothing but what it is given.

Spec: OpenID Connect Core §2 (acr, amr); RFC 8176 (pwd, otp, mfa); NIST SP 800-63B §3.1.3.1 (an e-mail code is no out-of-band
authenticator, so it never yields ``mfa``).
"""

from collections.abc import Iterable

from idp.mfa.factors import FACTORS
from idp.mfa.factors.interface import Factor, FactorFacts

PASSWORD_ONLY = "1fa"  # noqa: S105 - an acr, not a password
EMAIL = "2fa-email"
APP = "mfa"
PASSKEY = "phr"
ACRS = (PASSWORD_ONLY, EMAIL, APP, PASSKEY)  # the weakest first
STAFF_ACR = APP  # whoever can take another's second factor away has one that no mailbox stands in for

POLICIES = ("optional", "required", "mfa")  # the most lenient first


def rank(acr: str) -> int:
    """The place of an acr in the order of strength, from 1; 0 for one that we do not know."""
    return ACRS.index(acr) + 1 if acr in ACRS else 0


def best_proved(kinds: Iterable[str]) -> Factor | None:
    """The factor of the highest acr among these kinds of proofs; of equals, the one listed first."""
    proofs = frozenset(kinds)
    proved = (factor for factor in FACTORS if not proofs.isdisjoint({factor.type, *factor.also_by}))
    return max(proved, key=lambda factor: rank(factor.acr), default=None)


def achieved(kinds: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The acr and amr of a set of proofs: ``password`` and the types of factors; other kinds prove nothing.

    Without the password nothing is achieved. A verified address is worth an e-mail code, since it was proved by one.
    """
    proofs = frozenset(kinds)
    if "password" not in proofs:
        return "", ()
    best = best_proved(proofs)
    return (best.acr, ("pwd", *best.amr)) if best else (PASSWORD_ONLY, ("pwd",))


def strongest(facts: FactorFacts) -> str:
    """The best acr that this person can reach with what is enrolled.

    Never the password alone, also where codes by e-mail are switched off: a sensitive act needs more than that.
    """
    return APP if facts.has_totp else EMAIL


def strictest(*policies: str) -> str:
    """The strictest of several MFA policies; an empty one demands nothing of its own."""
    return max((policy for policy in policies if policy), key=POLICIES.index, default=POLICIES[0])


def demanded(mfa_policy: str, *, has_totp: bool) -> str:
    """The acr below which a policy (IDP_MFA_POLICY, or a group's) signs nobody in.

    Where a second factor is optional, a person who set up an app has chosen to be asked.
    """
    if mfa_policy == "mfa":
        return APP
    return PASSWORD_ONLY if mfa_policy == "optional" and not has_totp else EMAIL


def least_rank(*mfa_policies: str, minimum_acr: str = "") -> int:
    """The rank below which nothing is issued: by what deployment and groups demand, and a client's ``minimum_acr``."""
    return max(rank(demanded(strictest(*mfa_policies), has_totp=False)), rank(minimum_acr))


def proved_rank(acr: str, amr: Iterable[str]) -> int:
    """The rank of what was proved, where the acr reported may be a lower one that the client asked for."""
    methods = frozenset(amr)
    by_methods = APP if "mfa" in methods else EMAIL if "otp" in methods else PASSWORD_ONLY
    return max(rank(acr), rank(by_methods) if "pwd" in methods else 0)
