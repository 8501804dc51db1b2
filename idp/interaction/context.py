"""The recorded facts from which the policy decides: pure values that travel to the audit event and back."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from idp.mfa.factors import FACTORS
from idp.mfa.policy import APP, achieved, rank, strictest

FACTOR_KINDS = tuple(factor.type for factor in FACTORS)
APP_KINDS = tuple(factor.type for factor in FACTORS if rank(factor.acr) >= rank(APP))  # an app, and what stands in for it
SETTLING_SECONDS = 5  # from the last proof to the code: the browser's own requests and nothing that a person reads


@dataclass(frozen=True)
class Asked:
    """What the request demands (times: Unix seconds). ``essential_acr``, ``minimum_acr`` are strict, ``acr_values`` not."""

    target: str  # authorization | local
    started_at: int
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    acr_values: tuple[str, ...] = ()
    essential_acr: tuple[str, ...] = ()
    minimum_acr: str = ""
    subs: tuple[str, ...] = ()  # the people of whom it must be one; empty: whoever is there
    sudo: bool = False  # a local page that wants a proof by the strongest factor, made for it
    client_id: str = ""
    client_enabled: bool = True
    client_trusted: bool = False
    scopes: frozenset[str] = frozenset()

    def wants(self, sub: str) -> bool:
        """Whether this person may answer the request."""
        return not self.subs or sub in self.subs


@dataclass(frozen=True)
class Person:
    """Who is concerned, and by what they can be proved."""

    sub: str
    is_active: bool = True
    email_verified: bool = True
    has_totp: bool = False
    recovery_codes_left: int = 0
    recovery_saved: bool = True
    email_code_off: bool = False  # chosen beside an app; outlasts a reset by the staff
    password_by_mail: bool = False  # chosen by a mailed link, and no app or recovery code used since
    mfa_policy: str = ""  # the strictest of the person's groups
    remembered_scopes: frozenset[str] = frozenset()
    deletion_pending: bool = False

    def strongest(self) -> str:
        """The best acr that this person can reach with what is enrolled."""
        return "mfa" if self.has_totp else "2fa-email"


@dataclass(frozen=True)
class SessionFacts:
    """The live session of this browser; ``made_here`` if this very interaction made or raised it."""

    sub: str
    authenticated_at: int
    acr: str
    amr: tuple[str, ...] = ()
    made_here: bool = False


@dataclass(frozen=True)
class Context:
    """Everything that ``next_prompt`` may look at."""

    now: int
    asked: Asked
    person: Person | None = None
    session: SessionFacts | None = None
    proofs: Mapping[str, int] = field(default_factory=dict)  # kind -> Unix seconds; only those that still count
    consented_scopes: frozenset[str] = frozenset()  # by the consent given in this interaction
    mfa_policy: str = "required"
    registration_open: bool = True
    email_code: str = "always"
    proofs_last_seconds: int = 600

    @property
    def demanded_policy(self) -> str:
        """The MFA policy for this person: the deployment's, or a stricter one of a group."""
        return strictest(self.mfa_policy, self.person.mfa_policy if self.person else "")

    @property
    def own_session(self) -> SessionFacts | None:
        """The session, if it is of the person concerned and nobody re-authenticates."""
        same = self.session is not None and self.person is not None and self.session.sub == self.person.sub
        return self.session if same and "password" not in self.proofs else None

    @property
    def authenticated_at(self) -> int | None:
        """auth_time of the authentication that this interaction would report; None before there is one.

        Whoever signs in here has done so when the last factor is proved, however long its code was on its way.
        """
        if "password" in self.proofs:
            return max(self.proofs["password"], self.factor_at or 0)
        return self.own_session.authenticated_at if self.own_session else None

    @property
    def authentication(self) -> tuple[str, tuple[str, ...]]:
        """The (acr, amr) proved: by the proofs here after a password, else by the session raised by factor proofs here."""
        kinds = [kind for kind in self.proofs if kind in {"password", *self._factor_kinds}]
        if "password" in self.proofs:
            return achieved(kinds)
        if self.own_session is None:
            return "", ()
        here = achieved(["password", *kinds])
        return max((self.own_session.acr, self.own_session.amr), here, key=lambda pair: rank(pair[0]))

    @property
    def _factor_kinds(self) -> tuple[str, ...]:
        """What counts as a second factor: a proved mailbox does where an e-mailed code would."""
        person = self.person
        if person is None or not person.has_totp:
            return (*FACTOR_KINDS, "verify_email")
        if person.email_code_off or person.password_by_mail:
            return APP_KINDS  # beside a password that the mailbox made, the mailbox proves nothing more
        return (*FACTOR_KINDS, "verify_email") if self.email_code == "always" else FACTOR_KINDS

    @property
    def acr(self) -> str:
        return self.authentication[0]

    @property
    def authenticated_here(self) -> bool:
        """Whether the person authenticated for this very request. Times cannot tell: seconds are too coarse."""
        return "password" in self.proofs or (self.own_session is not None and self.own_session.made_here)

    @property
    def is_overtaken(self) -> bool:
        """Whether the sign-in made for this request is no longer what was asked for: a page was left open after it.

        A few seconds always go by between the last proof and the code, also where ``max_age`` is 0.
        """
        if not self.authenticated_here or self.authenticated_at is None:
            return False
        age, max_age = self.now - self.authenticated_at, self.asked.max_age
        is_too_old = max_age is not None and age > max(max_age, SETTLING_SECONDS)
        return is_too_old or ("login" in self.asked.prompt and age > self.proofs_last_seconds)

    @property
    def wants_account(self) -> bool:
        """Whether the request asks to create an account and nobody has signed in for it yet (prompt=create)."""
        return "create" in self.asked.prompt and self.registration_open and not self.authenticated_here

    @property
    def address_pending(self) -> bool:
        """Whether an address was given whose owner is not known to this interaction: only its code can go on."""
        return self.person is None and "register" in self.proofs

    @property
    def lacks_app(self) -> bool:
        """Whether something strict demands an authenticator app that the person does not have."""
        person = self.person
        return person is not None and not person.has_totp and self.strict_rank >= rank("mfa") > rank(self._strict_acr)

    @property
    def _strict_acr(self) -> str:
        """What counts against a strict demand: where the proof is to be fresh, only what was proved here."""
        return achieved(["password", *self.proofs])[0] if self.asked.sudo else self.acr

    @property
    def factor_at(self) -> int | None:
        """When a second factor was last proved in this interaction."""
        times = [self.proofs[kind] for kind in self._factor_kinds if kind in self.proofs]
        return max(times, default=None)

    @property
    def strict_rank(self) -> int:
        """The rank below which nothing may be issued."""
        asked = self.asked
        essential = min((rank(acr) for acr in asked.essential_acr if rank(acr)), default=0)  # one known value must be met
        policy = rank("mfa") if self.demanded_policy == "mfa" else 0
        return max(essential, rank(asked.minimum_acr) if asked.minimum_acr else 0, policy)

    def to_dict(self) -> dict[str, Any]:
        """The context as JSON for the audit event."""
        return {key: _plain(value) for key, value in dataclasses.asdict(self).items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Context":
        """The context that ``to_dict`` stored, for replay."""
        values = dict(stored)
        asked = dict(values["asked"])
        hinted = asked.pop("hinted_sub", "")  # of events from before several people could be named
        values["asked"] = Asked(**_frozen(({"subs": (hinted,)} if hinted else {}) | asked))
        values["person"] = Person(**_frozen(values["person"])) if values["person"] else None
        values["session"] = SessionFacts(**_frozen(values["session"])) if values["session"] else None
        return cls(**_frozen(values))


_SETS = {"prompt", "scopes", "remembered_scopes", "consented_scopes"}
_TUPLES = {"acr_values", "essential_acr", "amr", "subs"}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: frozenset(value) if key in _SETS else tuple(value) if key in _TUPLES else value for key, value in values.items()
    }
