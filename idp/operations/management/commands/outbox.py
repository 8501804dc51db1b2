"""`idp outbox list|retry|discard`: mails and notices that went wrong too often and were parked."""

from typing import Any

from django.core.management.base import CommandParser

from idp.core import outbox
from idp.operations.command import OperatorCommand


class Command(OperatorCommand):
    """Exit code: 0."""

    help = "List what is parked in the outbox, try it again, or give it up"
    example = "idp outbox retry"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="every parked entry, and why")
        verbs.add_parser("retry", help="try them again, after the cause was mended")
        verbs.add_parser("discard", help="give them up; what they hold is wiped")
        for verb_parser in verbs.choices.values():
            verb_parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *_: Any, verb: str, as_json: bool, **__: Any) -> None:
        if verb == "list":
            fields = ("pk", "kind", "share", "attempts", "last_error", "created_at", "parked_at", "expires_at")
            rows = list(outbox.parked().order_by("pk").values(*fields))
            self.tell(rows, as_json=as_json, words=("{pk:8} {kind} {share} {last_error}".format(**row) for row in rows))
            return
        count = outbox.retry_parked() if verb == "retry" else outbox.discard_parked()
        done = "tried again" if verb == "retry" else "given up"
        self.tell({"entries": count}, as_json=as_json, words=f"{count} entries are {done}.")
