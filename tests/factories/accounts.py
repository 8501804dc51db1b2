"""People, their browsers and their mailbox, made by the services that the product itself uses."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count

import pyotp
from django.http import HttpRequest
from django.test import RequestFactory

from idp.accounts import people
from idp.accounts.models import User
from idp.core import clock, mail, outbox
from idp.mfa import enrolment, recovery

PASSWORD = "correct horse battery staple"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_numbers = count(1)


def person(email: str = "", *, verified: bool = True, totp: str = "", codes: list[str] | None = None, **facts: object) -> User:
    """A person with PASSWORD; ``totp`` is the seed of an app, ``codes`` are recovery codes."""
    user = people.create_user(
        email or f"person{next(_numbers)}@example.org",
        password=PASSWORD,
        email_verified=verified,
        **facts,
    )
    if totp:
        enrolment.import_totp(user, totp, "phone")
    if codes:
        recovery.import_codes(user, codes)
    return user


def browser(ip: str = "203.0.113.7", agent: str = FIREFOX) -> HttpRequest:
    """A request of a browser at that address, as the middleware hands it on."""
    return RequestFactory().get("/", HTTP_USER_AGENT=agent, HTTP_X_FORWARDED_FOR=ip)


def app_code(secret: str = SECRET, *, steps: int = 0) -> str:
    """What the authenticator app shows now, or some steps from now."""
    return pyotp.TOTP(secret).at(clock.unix_time() + 30 * steps)


@dataclass(frozen=True)
class Letter:
    """A delivered mail as a person reads it."""

    to: str
    subject: str
    text: str

    @property
    def code(self) -> str:
        """The code that stands alone on a line; empty if there is none."""
        found = re.search(r"^(\d{6})$", self.text, re.MULTILINE)
        return found[1] if found else ""


def letters(to: str = "") -> list[Letter]:
    """Every mail delivered in this test, the oldest first, after carrying out what waits."""
    while outbox.drain():
        pass
    read = [_read(message) for message in mail.memory]
    return [letter for letter in read if not to or letter.to.casefold() == to.casefold()]


def _read(message: EmailMessage) -> Letter:
    return Letter(str(message["To"]), str(message["Subject"]), message.get_content())


def other_code(code: str) -> str:
    """Six digits that are not this code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
