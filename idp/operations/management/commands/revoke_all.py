"""`idp revoke-all --reason`: everybody is signed out and every token and mailed link is dead."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from idp.lifecycle import revocation
from idp.operations.command import OperatorCommand


class Command(OperatorCommand):
    """Exit codes: 0 done, 1 no reason."""

    help = "End every session, token and mailed link of everybody: after restoring a backup, or after a leak"
    example = 'idp revoke-all --reason "backup of Monday restored"'

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help="why, for the audit log")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *_: Any, reason: str, as_json: bool, **__: Any) -> None:
        if not reason.strip():
            raise CommandError("Say why: --reason is for the audit log.", returncode=1)
        epoch = revocation.revoke_all(reason.strip(), actor="operator")
        words = "Everybody is signed out. Tokens, codes and mailed links of before are dead; accounts and passwords stay."
        self.tell({"epoch": epoch}, as_json=as_json, words=words)
