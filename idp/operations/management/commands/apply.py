"""`idp apply FILE`: bring groups, users, clients and resources to what a file says."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from idp.operations import terminal
from idp.operations.command import OperatorCommand
from idp.operations.configuration import apply as configuration
from idp.operations.configuration.apply import OWNED, Change
from idp.operations.configuration.document import FaultyDocument, read

_SIGNS = {"create": "+", "update": "~", "own": "="}


class Command(OperatorCommand):
    """Exit codes: 0 applied (or, with --dry-run, could be), 1 the file has faults and nothing changed."""

    help = "Bring groups, users, clients and resources to what a YAML or JSON file says; twice is the same as once"
    example = "idp apply clients.yaml --dry-run"
    seals_secrets = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file; - reads standard input")
        parser.add_argument("--dry-run", action="store_true", help="show what would change and change nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *_: Any, file: str, dry_run: bool, as_json: bool, **__: Any) -> None:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
            changes = configuration.apply(read(text), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}", returncode=1) from None
        except UnicodeDecodeError:
            raise CommandError(f"{file} cannot be read: it is not UTF-8 text", returncode=1) from None
        except FaultyDocument as error:
            faults = terminal.block(f"  {fault}" for fault in error.faults)
            raise CommandError(f"{file} has faults; nothing was changed:\n{faults}", returncode=1) from None
        self.tell([_as_data(change, dry_run) for change in changes], as_json=as_json, words=_words(changes, dry_run))


def _as_data(change: Change, dry_run: bool) -> dict[str, Any]:
    data = {"kind": change.kind, "name": change.name, "action": change.action, "fields": change.fields}
    shown = change.client_secret and not dry_run  # a dry run's secret opens nothing
    return data | ({"client_secret": change.client_secret} if shown else {})


def _words(changes: list[Change], dry_run: bool) -> list[str]:
    lines = []
    for change in changes:
        lines.append(f"{_SIGNS[change.action]} {change.kind} {change.name}")
        if change.action != "create":
            lines += [f"    {_difference(name, value)}" for name, value in change.fields.items()]
        if change.client_secret and not dry_run:
            lines.append(f"    client_secret (shown once): {change.client_secret}")
    if not changes:
        return ["Nothing to change."]
    return [*lines, f"{len(changes)} would change." if dry_run else f"{len(changes)} changed."]


def _difference(name: str, value: Any) -> str:
    if name == OWNED:
        before, after = (set(names) for names in value)
        signs = [f"+{one}" for one in sorted(after - before)] + [f"-{one}" for one in sorted(before - after)]
        return f"managed by the file: {' '.join(signs)}"
    return f"{name}: {value[0]!r} -> {value[1]!r}" if isinstance(value, tuple) else f"{name}: {value}"
