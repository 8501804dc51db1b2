"""What our commands share: JSON on demand, mistakes told without a traceback, documented exit codes."""

import json
from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.core.errors import AppError
from idp.core.keyring import DecryptionError
from idp.operations import fitness, terminal
from idp.protocol.rfc7591_registration import InvalidMetadata

Answer = tuple[Any, str | list[str]]  # what --json prints, and the same in words: a line, or several


class OperatorCommand(BaseCommand):
    """A command of `idp`. Exit codes: 0 done, 1 refused (the words say why), 2 wrong usage, 78 wrong ring keys.

    Subclasses write ``run(**options)`` and may set ``example``.
    """

    example = ""
    seals_secrets = False  # it may store something under the ring, which must then be the right one

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand.replace("_", "-"), epilog=f"example: {self.example}" if self.example else None, **options
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if self.seals_secrets:
            fitness.require_readable_secrets()
        try:
            self.run(**options)
        except AppError as error:
            raise CommandError(terminal.inert(error.title), returncode=1) from None
        except DecryptionError:
            words = "What is stored cannot be read with IDP_ENCRYPTION_KEYS: a key is missing, or it is another deployment's."
            raise CommandError(words, returncode=1) from None
        except InvalidMetadata as error:
            raise CommandError(
                terminal.block(f"{fault.field}: {fault.value!r} {fault.why}" for fault in error.faults), returncode=1
            ) from None

    @abstractmethod
    def run(self, *_: Any, **options: Any) -> None:
        """Do it."""

    def tell(self, data: Any, *, as_json: bool, words: str | Iterable[str]) -> None:
        """Print ``data`` as JSON, or ``words``: a line or several, made inert one by one."""
        self.stdout.write(json.dumps(data, indent=2, default=str) if as_json else terminal.block(words))
