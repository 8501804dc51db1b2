"""The people, clients, mailboxes and the frozen clock of one walk."""

import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

import pyotp
import time_machine

from idp.accounts import passwords, people
from idp.accounts.models import User
from idp.core import clock, mail, outbox
from idp.mfa import enrolment, recovery
from idp.mfa.models import Authenticator
from idp.mfa.stores import unseal
from tests.factories.people import make_rp
from tests.rp import RelyingParty

PASSWORD = "an ordinary long sentence for walks"
STEP_SECONDS = 30
_serial = itertools.count(1)


@cache
def _hash() -> str:
    return passwords.hash_password(PASSWORD)


@dataclass
class Somebody:
    """A person with a password, a mailbox, perhaps a phone and a sheet of recovery codes."""

    email: str
    codes: list[str] = field(default_factory=list)

    @property
    def user(self) -> User | None:
        return User.objects.filter(email=self.email).first()

    def is_proved(self) -> bool:
        """Whether the address is known to be this person's: a right code that came too late has proved nothing."""
        return self.user is not None and self.user.email_verified_at is not None

    def app(self) -> tuple[str, int] | None:
        """The seed of the confirmed app on the phone, and the last step that was used."""
        row = Authenticator.objects.filter(user__email=self.email, type="totp").exclude(confirmed_at=None).first()
        return (unseal(row, row.user), row.last_step) if row else None


@dataclass(frozen=True)
class MailedCode:
    """A code in a mailbox, and the interaction in which it was asked for."""

    interaction: str
    email: str
    code: str
    at: int


@dataclass
class Stage:
    """Registered clients: they outlive a walk."""

    trusted: RelyingParty = field(default_factory=lambda: make_rp(trusted=True))
    plain: RelyingParty = field(default_factory=make_rp)
    strict: RelyingParty = field(default_factory=lambda: make_rp(trusted=True, minimum_acr="mfa"))
    native: RelyingParty = field(
        default_factory=lambda: make_rp(application_type="native", auth_method="none", redirect_uri="http://127.0.0.1/callback")
    )

    def all(self) -> tuple[RelyingParty, ...]:
        return (self.trusted, self.plain, self.strict, self.native)


class World:
    """One walk's own people; time stands still until somebody waits."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        number = next(_serial)
        self.clock = time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC) + timedelta(days=number), tick=False)
        self.traveller = self.clock.start()
        self.mailed: list[MailedCode] = []
        self.seeds: dict[str, str] = {}  # shown and not confirmed, by interaction ("" on the account's page)
        self.ada = Somebody(f"ada{number}@example.org", ["AAAAA-BBBBB", "CCCCC-DDDDD", "EEEEE-FFFFF"])
        self.bob = Somebody(f"bob{number}@example.org")
        self.una = Somebody(f"una{number}@example.org")
        self.eve = Somebody(f"eve{number}@example.org")
        ada = people.create_user(self.ada.email, password_hash=_hash(), email_verified=True, is_admin=True, name="Ada")
        enrolment.import_totp(ada, pyotp.random_base32(), "phone")
        recovery.import_codes(ada, self.ada.codes)
        people.create_user(self.bob.email, password_hash=_hash(), email_verified=True, name="Bob")
        people.create_user(self.una.email, password_hash=_hash(), name="Una")  # nobody has proved this address yet

    @property
    def people(self) -> tuple[Somebody, ...]:
        return (self.ada, self.bob, self.una, self.eve)

    def called(self, email: str) -> Somebody | None:
        return next((person for person in self.people if person.email == email.strip().casefold()), None)

    def close(self) -> None:
        self.clock.stop()

    def wait(self, seconds: int) -> None:
        self.traveller.shift(seconds)

    def deliver(self, interaction: str) -> None:
        """Empty the outbox into the mailboxes; what is new was asked for in ``interaction``."""
        mail.memory.clear()
        while outbox.drain():
            pass
        for message in mail.memory:
            if found := re.search(r"^(\d{6})$", message.get_content(), re.MULTILINE):
                self.mailed.append(MailedCode(interaction, str(message["To"]), found[1], clock.unix_time()))

    def newest(self, interaction: str, seconds: int) -> MailedCode | None:
        """The newest code of an interaction, if it can still be typed."""
        mine = [one for one in self.mailed if one.interaction == interaction and clock.unix_time() - one.at < seconds]
        return mine[-1] if mine else None

    def app_code(self, person: Somebody) -> str:
        """What the phone shows, once it shows a code that was not used yet."""
        app = person.app()
        assert app is not None
        seed, last_step = app
        self.wait(max(0, (last_step + 1) * STEP_SECONDS - clock.unix_time()))
        return pyotp.TOTP(seed).at(clock.unix_time())


def shows(seed: str, code: str) -> bool:
    """Whether a phone with this seed shows the code now, or a step before or after."""
    digits = "".join(character for character in code if character.isdigit())
    return any(pyotp.TOTP(seed).at(clock.unix_time() + STEP_SECONDS * step) == digits for step in (-1, 0, 1))
