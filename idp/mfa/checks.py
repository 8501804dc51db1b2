"""What a factor needs, told by name before anybody meets half of one."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from idp.mfa.factors import FACTORS
from idp.mfa.policy import ACRS, PASSWORD_ONLY, rank


@register("security")
def every_factor_is_whole(**_: Any) -> list[CheckMessage]:
    """System check idp.E003: each factor has a type and a page of its own, and is worth more than a password."""
    return [Error(fault, hint="idp/README.md tells how a factor is added", id="idp.E003") for fault in _faults()]


def _faults() -> Iterator[str]:
    for word, names in (("type", [factor.type for factor in FACTORS]), ("slug", [factor.slug for factor in FACTORS])):
        for name, times in Counter(names).items():
            if times > 1:
                yield f"{times} factors have the {word} {name}"
    for factor in FACTORS:
        if rank(factor.acr) <= rank(PASSWORD_ONLY):
            yield f"the factor {factor.type} has the acr {factor.acr}, which is none of {' '.join(ACRS[1:])}"
