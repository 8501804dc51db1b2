"""`idp cleanup`: remove what is over."""

from typing import Any

from django.core.management.base import CommandParser

from idp.operations import cleanup
from idp.operations.command import OperatorCommand


class Command(OperatorCommand):
    """Exit code: 0 done."""

    help = "Remove expired rows in small batches; run it daily"
    example = "idp cleanup --json"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *_: Any, as_json: bool, **__: Any) -> None:
        counts = cleanup.run()
        self.tell(counts, as_json=as_json, words=(f"{count:>8} {kind}" for kind, count in counts.items()))
