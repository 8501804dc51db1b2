"""`idp export`: the deployment as a file for `idp apply`."""

from typing import Any

from django.core.management.base import CommandParser

from idp.operations.command import OperatorCommand
from idp.operations.configuration.export import as_yaml, export


class Command(OperatorCommand):
    """Exit code: 0 printed."""

    help = "Print people, clients and resources as `idp apply` reads them; never a secret"
    example = "idp export > gatehouse.yaml"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *_: Any, as_json: bool, **__: Any) -> None:
        data = export()
        if as_json:
            self.tell(data, as_json=True, words=())
        else:
            self.stdout.write(as_yaml(data))  # a format with escapes of its own, to be read again
