"""`idp dev`: what a person would read on the phone or in the mailbox, for a provider on this machine only. Spec: RFC 6238."""

import json
import re
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyotp
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.accounts import addresses
from idp.accounts.models import User
from idp.core import clock
from idp.mfa.models import Authenticator
from idp.mfa.stores import unseal
from idp.operations.demo import mailbox

STEP_SECONDS = 30
NEWEST = 10


class Command(BaseCommand):
    """Exit codes: 0 printed; 1 nothing to print, or the issuer is not on this machine."""

    help = (
        "idp dev otp ada@example.org prints the current code of the person's app, waiting for an unused one. "
        "idp dev mailbox [--to bob@example.org] [--code|--link] prints the newest mails, or only the newest code or link."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="subcommand", required=True, metavar="otp|mailbox")
        otp = commands.add_parser("otp", help="the current code of a person's authenticator app")
        otp.add_argument("email")
        mailbox = commands.add_parser("mailbox", help="the mails sent, newest first")
        mailbox.add_argument("--to", help="only mails to this address")
        mailbox.add_argument("--code", action="store_true", help="only the code in the newest mail that has one")
        mailbox.add_argument("--link", action="store_true", help="only the link in the newest mail that has one")
        mailbox.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def handle(self, *_: Any, subcommand: str, **options: Any) -> None:
        if not settings.IDP.is_loopback:
            raise CommandError(f"`idp dev` works only where the issuer is on this machine; it is {settings.IDP.public_url}")
        self.stdout.write(_otp(options["email"]) if subcommand == "otp" else _mailbox(**options))


def _otp(address: str) -> str:
    user = User.objects.filter(email_canonical=addresses.comparable(address)).first()
    if user is None:
        raise CommandError(f"Nobody has the address {address}.")
    row = Authenticator.objects.filter(user=user, type="totp").exclude(confirmed_at=None).first()
    if row is None:
        raise CommandError(f"{address} has no authenticator app; try: idp dev mailbox --to {address} --code")
    step = max(row.last_step + 1, clock.unix_time() // STEP_SECONDS)
    time.sleep(max(0, step * STEP_SECONDS - clock.unix_time()))
    return pyotp.TOTP(unseal(row, user)).at(step * STEP_SECONDS)


def _mailbox(*, to: str | None, code: bool, link: bool, as_json: bool, **_: Any) -> str:
    if code:
        return _newest(to, r"\d{6}", "code")
    if link:
        return _newest(to, re.escape(settings.IDP.public_url) + r"/\S+/gl_\S+", "link")
    mails = [_facts(mail) for mail in mailbox.mails(_folder(), to)[:NEWEST]]
    if as_json:
        return json.dumps(mails, indent=2)
    return (
        "\n\n".join("To: {to}\nDate: {date}\nSubject: {subject}\n\n{body}".format(**mail) for mail in mails) or "No mails yet."
    )


def _newest(to: str | None, pattern: str, what: str) -> str:
    found = mailbox.newest(_folder(), to, pattern)
    if found is None:
        raise CommandError(f"No mail{f' to {to}' if to else ''} has a {what}.")
    return found


def _folder() -> Path:
    parts = urlsplit(settings.IDP.email_url)
    if parts.scheme != "file":
        raise CommandError(f"Mails do not go to a folder but to {parts.scheme}://; set IDP_EMAIL_URL=file:///folder")
    return Path(unquote(parts.path))


def _facts(mail: EmailMessage) -> dict[str, str]:
    return {
        "to": str(mail["To"]),
        "subject": str(mail["Subject"]),
        "date": str(mail["Date"]),
        "body": mail.get_content().strip(),
    }
