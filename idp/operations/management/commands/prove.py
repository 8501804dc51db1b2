"""`idp prove`: the gauntlet against the running demo."""

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.operations.doctor.finding import Fault
from idp.operations.doctor.issuer import answers_as_itself
from idp.operations.prove import gauntlet
from idp.operations.prove.gauntlet import Outcome

MARKS = {"ok": "ok", "failed": "FAILED", "none": "--"}


class Command(BaseCommand):
    """Exit codes: 0 everything held; 1 something did not, or there is no demo on this machine to prove."""

    help = (
        "Prove the running demo: idp prove [--json]. It invites throw-away people, ages their rows, starts a second server and "
        "kills it, and flushes Redis where there is one: for a provider on this machine only. Each line says ok, or FAILED and "
        "the reference to ask `idp why` about."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")
        parser.add_argument("--mail", metavar="FOLDER", help="where mails arrive as files, unless IDP_EMAIL_URL says it")

    def handle(self, *_: Any, as_json: bool, mail: str | None, **__: Any) -> None:
        if not settings.IDP.is_loopback:
            raise CommandError(f"`idp prove` is for a provider on this machine; the issuer is {settings.IDP.public_url}")
        _require_running()
        began, outcomes = time.monotonic(), list[Outcome]()
        for outcome in gauntlet.run(_mail_folder(mail)):
            outcomes.append(outcome)
            if not as_json:
                self.stdout.write(_line(outcome))
                self.stdout.flush()
        failed = [outcome for outcome in outcomes if outcome.verdict == "failed"]
        if as_json:
            self.stdout.write(json.dumps([outcome.to_dict() for outcome in outcomes], indent=2))
        else:
            held = sum(outcome.verdict == "ok" for outcome in outcomes)
            self.stdout.write(f"\n{held} held, {len(failed)} failed, in {time.monotonic() - began:.0f} s.")
        if failed:
            raise CommandError("Something did not hold; ask `idp why REFERENCE`.", returncode=1)


def _line(outcome: Outcome) -> str:
    words = f"{outcome.reference}  {outcome.words}" if outcome.reference else outcome.words
    return f"{MARKS[outcome.verdict]:<7}{outcome.proof:<29}{words}"


def _mail_folder(given: str | None) -> Path | None:
    parts = urlsplit(settings.IDP.email_url)
    return Path(given) if given else Path(unquote(parts.path)) if parts.scheme == "file" else None


def _require_running() -> None:
    """Whoever answers must be the issuer of these settings: a provider of another name may be a real one on this machine."""
    try:
        answers_as_itself()
    except Fault as fault:
        raise CommandError(f"{fault.what}. Start it with `make demo`.") from None
