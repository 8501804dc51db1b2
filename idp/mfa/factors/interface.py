"""What a factor is: a frozen description and one pure check. The frame loads, counts, spends, records; a factor only judges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Credential:
    """Something stored that a typed code is judged by: a decrypted seed, or the MAC of a code that was given out.

    ``facts`` are what the MAC of a code is bound to, in the store's own words.
    """

    handle: str
    secret: str = field(repr=False)
    last_step: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """One typed code. ``mac`` gives the keyed MAC of a normalised code as the store would have written it."""

    typed: str = field(repr=False)
    credentials: tuple[Credential, ...] = field(repr=False)
    unix_time: int
    mac: Callable[[Credential, str], str]


@dataclass(frozen=True)
class Match:
    """The code is right for this credential. It counts only once the frame has spent it; ``step`` is TOTP's."""

    credential: Credential
    step: int = 0


@dataclass(frozen=True)
class Miss:
    """The code is not right, was used a moment ago (the next one comes), or was used up for good."""

    reason: Literal["wrong", "replayed", "used"]


@dataclass(frozen=True)
class Factor:
    """One way to prove a second factor.

    ``type`` is the kind of its proofs, ``factor_class`` its guess budget, ``store`` where its credentials live. ``read`` gives
    the code in what was typed; None for a text of another shape, which is ``misshapen`` and no guess.
    """

    type: str
    factor_class: str
    store: Literal["authenticators", "address_code", "recovery_codes"]
    acr: str
    amr: tuple[str, ...]
    check: Callable[[Attempt], Match | Miss]
    read: Callable[[str], str | None]
    misshapen: Literal["no_code", "no_recovery_code"] = "no_code"
