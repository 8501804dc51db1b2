"""`idp keys list|rotate|compromise`: the signing keys."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from idp.oidc import keys
from idp.oidc.models import SigningKey
from idp.operations.command import OperatorCommand


class Command(OperatorCommand):
    """Exit codes: 0 done, 1 unknown key."""

    help = "List, rotate or withdraw signing keys"
    example = "idp keys rotate"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="every key with its state")
        rotate = verbs.add_parser("rotate", help="publish new keys now; they sign once clients have had time to fetch them")
        rotate.add_argument("--alg", action="append", choices=keys.ALGS, help="only this algorithm; may be repeated")
        verbs.add_parser("compromise", help="withdraw a key at once and sign with a new one").add_argument("kid")
        for verb_parser in verbs.choices.values():
            verb_parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *_: Any, verb: str, as_json: bool, **options: Any) -> None:
        if verb == "rotate":
            keys.rotate(options["alg"] or keys.ALGS)
        elif verb == "compromise":
            if not SigningKey.objects.filter(kid=options["kid"]).exists():
                raise CommandError(f"There is no key {options['kid']}.", returncode=1)
            keys.compromise(options["kid"])
        rows = list(
            SigningKey.objects.order_by("alg", "created_at").values("kid", "alg", "state", "created_at", "activated_at")
        )
        self.tell(rows, as_json=as_json, words="\n".join("{alg:6} {state:12} {kid}".format(**row) for row in rows))
