"""What a factor is: a frozen description and one pure check. The frame loads, counts, spends, records; a factor only judges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest

from idp.accounts.address_codes import Sent, TooSoon
from idp.accounts.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from idp.mfa.stores import Store


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
class FactorFacts:
    """What a person has enrolled, and whether codes by e-mail may be used."""

    has_totp: bool
    recovery_codes_left: int
    recovery_saved: bool
    email_usable: bool


@dataclass(frozen=True)
class Beginning:
    """A way that somebody is about to prove. ``binding``: of the sign-in or session, ``since``: when it began."""

    user: User
    binding: str
    request: HttpRequest
    since: datetime | None = None


@dataclass(frozen=True)
class Factor:
    """One way to prove a second factor; ``FACTORS`` lists them, and everything else follows from it.

    ``type`` is the kind of its proofs and the name of its guess budget, ``slug`` its page, ``store`` where its credentials
    live. ``read`` gives the answer in what was typed or sent; None for a text of another shape, which is ``misshapen`` and no
    guess. ``is_usable`` says from what is enrolled whether somebody may use it. ``begin`` sends what the answer is about, when
    the page is come to and when another one is asked for; ``page_facts`` are what the page shows of that. ``title`` and
    ``hint`` stand on the page of ways; the hint may hold ``%(address)s``. ``also_by``: kinds of other proofs that are worth
    the same.
    """

    type: str
    slug: str
    acr: str
    amr: tuple[str, ...]
    store: "Store"
    check: Callable[[Attempt], Match | Miss]
    read: Callable[[str], str | None]
    is_usable: Callable[[FactorFacts], bool]
    title: "StrPromise"
    hint: "StrPromise"
    misshapen: Literal["no_code", "no_recovery_code"] = "no_code"
    begin: Callable[[Beginning], Sent | TooSoon] | None = None
    page_facts: Callable[[Beginning], dict[str, Any]] = lambda _beginning: {}
    also_by: tuple[str, ...] = ()
