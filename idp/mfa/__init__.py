"""The second factor: what other rooms call most, loaded at first use because Django imports this package before its models.

Spec: NIST SP 800-63B; RFC 6238.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from idp.accounts.address_codes import Sent, TooSoon
    from idp.accounts.outcomes import Rejected
    from idp.mfa.frame import Verified, begin, verify
    from idp.mfa.services import factor_facts, has_unknown_factor, methods

__all__ = [
    "Rejected",
    "Sent",
    "TooSoon",
    "Verified",
    "begin",
    "factor_facts",
    "has_unknown_factor",
    "methods",
    "verify",
]

_HOMES = {
    "Rejected": "idp.accounts.outcomes",
    "Sent": "idp.accounts.address_codes",
    "TooSoon": "idp.accounts.address_codes",
    "Verified": "idp.mfa.frame",
    "begin": "idp.mfa.frame",
    "verify": "idp.mfa.frame",
    "factor_facts": "idp.mfa.services",
    "has_unknown_factor": "idp.mfa.services",
    "methods": "idp.mfa.services",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(name)
