"""`idp audit seal|verify`: the sealed chain over the audit events."""

import dataclasses
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from idp.audit import seals, verification
from idp.audit.seals import Anchor
from idp.audit.verification import Fault, Verdict
from idp.core.errors import AppError
from idp.operations import terminal
from idp.operations.command import OperatorCommand


class Command(OperatorCommand):
    """Exit codes: 0 sealed, or the chain holds; 1 the chain is broken (the first wrong place is named), 2 wrong usage."""

    help = "Seal the audit events into a hash chain; verify it"
    example = "idp audit verify --anchors anchors.txt --json"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("seal", help="chain what is not sealed yet and print the anchor to store elsewhere")
        verify = verbs.add_parser("verify", help="check the chain from its first link to its last")
        verify.add_argument("--anchors", type=Path, metavar="FILE", help="anchors stored earlier, one a line")
        for verb_parser in verbs.choices.values():
            verb_parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *_: Any, verb: str, as_json: bool, **options: Any) -> None:
        if verb == "seal":
            sealed = seals.seal()
            anchor = seals.head()
            words = [f"{sealed} events sealed.", f"Anchor, to be stored elsewhere: {anchor or 'none yet'}"]
            self.tell({"sealed": sealed, "anchor": str(anchor) if anchor else None}, as_json=as_json, words=words)
            return
        verdict = verification.verify(_anchors(options["anchors"]) if options["anchors"] else ())
        data = {"holds": verdict.holds} | dataclasses.asdict(verdict) | {"head": str(verdict.head) if verdict.head else None}
        self.tell(data, as_json=as_json, words=_words(verdict))
        if verdict.fault is not None:
            raise CommandError(terminal.inert(f"The chain is broken: {_place(verdict.fault)}"), returncode=1)


def _anchors(path: Path) -> list[Anchor]:
    try:
        lines = path.read_text().split()
    except (OSError, UnicodeDecodeError):
        raise AppError("no_anchors", f"{path} cannot be read.") from None
    found = []
    for line in lines:
        sequence, _, chain_hash = line.partition(":")
        if not sequence.isascii() or not sequence.isdecimal() or len(sequence) > 18 or len(chain_hash) != 64:
            raise AppError(
                "bad_anchor", f"{path}: {line[:100]!r} is no anchor; one reads 12:9f86d0… as `idp audit seal` printed it."
            )
        found.append(Anchor(int(sequence), chain_hash))
    return found


def _words(verdict: Verdict) -> list[str]:
    waiting = f", since {verdict.oldest_unsealed_at:%Y-%m-%d %H:%M:%S} UTC" if verdict.oldest_unsealed_at else ""
    lines = [
        f"Links checked     {verdict.links}",
        f"Anchors met       {verdict.anchors}",
        f"Expired events    {verdict.expired}",
        f"Erased people's   {verdict.erased}",
        f"Not sealed yet    {verdict.unsealed}{waiting}",
        f"Anchor            {verdict.head or 'none yet'}",
    ]
    return [*lines, "The chain holds."] if verdict.holds else lines


def _place(fault: Fault) -> str:
    where = f"link {fault.sequence}, " if fault.sequence is not None else ""
    event = f"event {fault.event_id}" + (f" ({fault.reference})" if fault.reference else "") if fault.event_id else ""
    return f"{fault.kind} at {where}{event}: {fault.what}.".replace(", :", ":")
