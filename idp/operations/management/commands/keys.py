"""`idp keys list|rotate|compromise|drop-ring-key`: the signing keys, and giving up a key of the ring."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from idp.core import canaries
from idp.lifecycle import stored_secrets
from idp.oidc import keys
from idp.oidc.models import SigningKey
from idp.operations import fitness
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
        words = "give up a key that is no longer in IDP_ENCRYPTION_KEYS; what is sealed under it is lost, recovery codes too"
        verbs.add_parser("drop-ring-key", help=words).add_argument("key_id")
        for verb_parser in verbs.choices.values():
            verb_parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *_: Any, verb: str, as_json: bool, **options: Any) -> None:
        if verb == "drop-ring-key":
            self._drop(options["key_id"], as_json=as_json)
            return
        fitness.require_readable_secrets()
        if verb == "rotate":
            keys.rotate(options["alg"] or keys.ALGS)
        elif verb == "compromise":
            if not SigningKey.objects.filter(kid=options["kid"]).exists():
                raise CommandError(f"There is no key {options['kid']}.", returncode=1)
            keys.compromise(options["kid"])
        rows = list(
            SigningKey.objects.order_by("alg", "created_at").values("kid", "alg", "state", "created_at", "activated_at")
        )
        self.tell(rows, as_json=as_json, words=("{alg:6} {state:12} {kid}".format(**row) for row in rows))

    def _drop(self, key_id: str, *, as_json: bool) -> None:
        if key_id in settings.IDP.encryption_keys:
            raise CommandError(f"Take {key_id} out of IDP_ENCRYPTION_KEYS first.", returncode=1)
        lost = stored_secrets.sealed_under(key_id)
        if lost["signing keys"]:
            words = f"{lost['signing keys']} signing keys are sealed under {key_id}: put it back, `idp keys rotate`, and wait."
            raise CommandError(words, returncode=1)
        if not canaries.drop(key_id):
            raise CommandError(f"No key {key_id} was used here, or it is given up already.", returncode=1)
        apps = lost["authenticators"]
        words = f"{key_id} is given up. {apps} authenticator apps cannot be checked any more; `idp user reset-mfa` helps."
        self.tell({"key_id": key_id} | lost, as_json=as_json, words=words)
