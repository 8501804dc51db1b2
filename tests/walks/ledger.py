"""What this browser has truly proved, noted from what was typed and never from what the provider made of it.

It is an upper bound: a right answer that came too late or to the wrong page may count for nothing, but nothing else may count.
"""

import re
from dataclasses import dataclass, field

from idp.core import clock, secrets
from idp.mfa.policy import rank
from idp.sessions.engine import live_sessions
from idp.sessions.models import Session
from tests.walks.browser import Sent
from tests.walks.world import PASSWORD, World, shows

MAILBOX, APP = 2, 3  # ranks of acr
LIFETIME = 10 * 60  # of a proof, in seconds
AMR = {"2fa-email": ["pwd", "otp"], "mfa": ["pwd", "otp", "mfa"]}
_PAGE = re.compile(r"/interaction/([\w-]{43})/([a-z-]+)")


@dataclass(frozen=True)
class Proof:
    """A right answer: ``rank`` 0 for a password, else the acr that it is worth beside one."""

    email: str
    rank: int
    at: int
    step: int
    interaction: str


@dataclass
class Ledger:
    """The truth about one browser."""

    world: World
    step: int = 0
    proofs: list[Proof] = field(default_factory=list)
    allowed: list[tuple[str, str, int]] = field(default_factory=list)  # e-mail, client_id, step
    typed: dict[str, set[str]] = field(default_factory=dict)  # addresses, by interaction
    denied: set[str] = field(default_factory=set)  # interactions
    over: set[int] = field(default_factory=set)  # sessions
    void: dict[str, int] = field(default_factory=dict)  # nothing before this step counts for this person
    session: Session | None = None  # as of the last judgement
    seen: set[tuple[int, int]] = field(default_factory=set)  # session, auth_time

    def note(self, sent: Sent, client_id: str = "") -> None:
        """What a request is about to prove."""
        if sent.method != "POST":
            return
        found = _PAGE.match(sent.url)
        interaction, slug = (found[1], found[2]) if found else ("", sent.url.partition("?")[0])
        noted = {
            "login": self._password,
            "register": self._registration,
            "verify-email": self._mailed,
            "mfa-email": self._mailed,
            "mfa-totp": self._app,
            "mfa-recovery": self._recovery,
            "enrol-totp": self._enrolled,
            "/account/mfa": self._enrolled,
        }.get(slug)
        if noted:
            noted(interaction, sent.data)
        self.typed.setdefault(interaction, set()).update({sent.data.get("username", ""), sent.data.get("email", "")})
        if "cancel" in sent.data:
            self.denied.add(interaction)
        if slug == "consent":
            self._consent(interaction, sent.data, client_id)

    def _add(self, email: str, worth: int, interaction: str) -> None:
        self.proofs.append(Proof(email, worth, clock.unix_time(), self.step, interaction))

    def _password(self, interaction: str, data: dict[str, str]) -> None:
        person = self.world.called(data.get("username", ""))
        if person is not None and data.get("password") == PASSWORD:
            self._add(person.email, 0, interaction)

    def _registration(self, interaction: str, data: dict[str, str]) -> None:
        person = self.world.called(data.get("email", ""))
        if person in (self.world.una, self.world.eve) and not person.is_proved():
            self._add(person.email, 0, interaction)  # whoever proves the address has chosen this password

    def _mailed(self, interaction: str, data: dict[str, str]) -> None:
        for one in self.world.mailed:
            if (one.interaction, one.code) == (interaction, data.get("code")) and clock.unix_time() - one.at <= 15 * 60:
                self._add(one.email, MAILBOX, interaction)

    def _app(self, interaction: str, data: dict[str, str]) -> None:
        for person in self.world.people:
            app = person.app()
            if app and shows(app[0], data.get("code", "")):
                self._add(person.email, APP, interaction)

    def _recovery(self, interaction: str, data: dict[str, str]) -> None:
        for person in self.world.people:
            if data.get("code") in person.codes:
                person.codes.remove(data["code"])  # crossed off the sheet
                self._add(person.email, APP, interaction)

    def _enrolled(self, interaction: str, data: dict[str, str]) -> None:
        seed = self.world.seeds.get(interaction)
        if seed and shows(seed, data.get("code", "")):
            for email in self.concerned(interaction):
                self._add(email, APP, interaction)

    def _consent(self, interaction: str, data: dict[str, str], client_id: str) -> None:
        if data.get("decision") == "deny":
            self.denied.add(interaction)
        elif data.get("decision") == "allow":
            self.allowed += [(email, client_id, self.step) for email in self.concerned(interaction)]

    def concerned(self, interaction: str) -> set[str]:
        """Whose page an interaction's page may be: the last one who gave a password there, else whose session this is."""
        given = [proof.email for proof in self.proofs if proof.rank == 0 and proof.interaction == interaction]
        held = self.session.user.email if self.session is not None and self.session.user is not None else ""
        return {name for name in (given[-1] if given else "", held) if name}

    def end(self, session_pk: int) -> None:
        """A session was ended; it must never be seen alive again."""
        self.over.add(session_pk)

    def counts(self, proof: Proof, email: str) -> bool:
        return proof.email == email and proof.step > self.void.get(email, -1)

    def judge(self, cookie: str) -> Session | None:
        """The session of this browser, with no more rights than were proved. Raises: AssertionError."""
        found = live_sessions().filter(key_hash=secrets.digest(cookie)).exclude(user=None).first() if cookie else None
        self.session = found
        if found is None:
            return None
        email, at = found.user.email, clock.to_unix(found.authenticated_at)
        mine = [proof for proof in self.proofs if self.counts(proof, email)]
        assert found.pk not in self.over, f"a session of {email} lives after its end"
        given = max((proof.at for proof in mine if proof.rank == 0 and proof.at <= at), default=None)
        assert given is not None, f"{email} gave no password until {at}"
        assert any(proof.at == at for proof in mine), f"{email} proved nothing at {at}"  # the last factor ends the sign-in
        assert (found.pk, at) in self.seen or clock.unix_time() - at <= LIFETIME, f"{email} is signed in by an old password"
        self.seen.add((found.pk, at))
        best = max((proof.rank for proof in mine if proof.at >= given), default=0)
        assert MAILBOX <= rank(found.acr) <= best, f"{email} is signed in with {found.acr}; proved was rank {best}"
        assert found.amr == AMR[found.acr], f"{found.acr} with {found.amr}"
        if found.fresh_at is not None:
            fresh = [proof.rank for proof in mine if proof.at == clock.to_unix(found.fresh_at)]
            assert rank(found.fresh_acr) <= max(fresh, default=0), f"{email} is fresh by an unproved {found.fresh_acr}"
        return found
