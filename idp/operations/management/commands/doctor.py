"""`idp doctor [--json]`: what is wrong with this deployment, and what to do about it."""

from dataclasses import asdict
from itertools import chain
from typing import Any

from django.core.management.base import CommandError, CommandParser

from idp.operations import doctor
from idp.operations.command import OperatorCommand
from idp.operations.doctor.finding import Finding


class Command(OperatorCommand):
    """Exit codes: 0 all is well, 1 something is not; every fault is named with its remedy."""

    help = "Check database, keys, Redis, workers, mail, clock and the issuer's address"
    example = "idp doctor --json"
    requires_system_checks: list[str] = []  # it says by itself what is wrong

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")
        parser.add_argument("--only", action="append", choices=sorted(doctor.CHECKS), help="only this check; may be repeated")

    def run(self, *_: Any, as_json: bool, only: list[str] | None, **__: Any) -> None:
        findings = doctor.examine(only or doctor.CHECKS)
        self.tell([asdict(finding) for finding in findings], as_json=as_json, words=chain.from_iterable(map(_lines, findings)))
        faults = sum(not finding.ok for finding in findings)
        if faults:
            raise CommandError(f"{faults} of {len(findings)} checks found a fault.", returncode=1)


def _lines(finding: Finding) -> list[str]:
    told = f"{'ok   ' if finding.ok else 'FAULT'}  {finding.name:19} {finding.words}"
    return [told] if finding.ok else [told, f"       {'':19} -> {finding.remedy}"]
