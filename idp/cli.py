"""The `idp` command: finds the environment, then hands over to the named command (interfaces: Commands)."""

import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path

from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError, ProgrammingError

from idp.operations import terminal
from idp.operations.demo import place
from idp.settings.schema import PREFIX, WHENCE

EX_OK, EX_FAILED, EX_USAGE, EX_UNAVAILABLE, EX_CONFIG, EX_INTERRUPTED = 0, 1, 2, 69, 78, 130
ENV_FILE = "IDP_ENV_FILE"
GROUPS: dict[str, dict[str, str]] = {
    "Try it": {
        "demo": "a provider, a sample client and the React app on this machine",
        "prove": "the gauntlet against the running demo, one line per proof",
        "dev": "otp EMAIL: a demo user's current code; mailbox: the mails sent",
    },
    "Run it": {
        "migrate": "bring the database's schema up to date",
        "serve": "the web server",
        "worker": "the worker with its schedule, where a broker exists",
        "doctor": "what is wrong with this deployment, and what to do about it",
        "cleanup": "delete what has expired",
        "outbox": "mails and notices that went wrong too often: list, retry, discard",
    },
    "Administer it": {
        "apply": "create or update groups, users, clients and resources from a file",
        "export": "the same format back, secrets by reference only",
        "user": "add, invite, list, lock people; their roles; reset their second factor",
        "client": "add and list clients; add, list, rotate and end their secrets",
        "keys": "list and rotate signing keys",
        "revoke-all": "end every session, token and mailed link: after a restore or a leak",
        "audit": "seal the audit events into a chain; verify it",
        "why": "the decision behind a reference",
    },
}
_NAMES = frozenset(name for commands in GROUPS.values() for name in commands)
USAGE = """\
idp COMMAND [--help]
{commands}

{whence} With neither, commands speak to the demo in var/demo if there is one.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 69 database out of reach, 78 wrong configuration, 130 interrupted.
"""


def main(arguments: list[str] | None = None) -> None:
    """Run one command; the process ends with its exit code and without a traceback for a user's mistake."""
    argv = ["idp", *(sys.argv[1:] if arguments is None else arguments)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.base")
    if len(argv) < 2 or (argv[1] in ("help", "--help", "-h") and len(argv) == 2):
        print(USAGE.format(commands=listing(), whence=WHENCE))  # noqa: T201 - a command's answer
        sys.exit(EX_OK if len(argv) > 1 else EX_USAGE)
    _find_environment(argv)
    if argv[1] in _NAMES:
        argv[1] = argv[1].replace("-", "_")  # as its module is called
    try:
        execute_from_command_line(argv)
    except KeyboardInterrupt:
        sys.exit(EX_INTERRUPTED)
    except (OperationalError, ProgrammingError) as error:
        _stop(f"The database refused: {error}. Does it run, and was `idp migrate` run?", EX_UNAVAILABLE)
    except DatabaseError as error:
        _stop(f"The database refused: {error}.", EX_UNAVAILABLE)


def listing() -> str:
    """Our commands, grouped, one line each."""
    lines = [
        f"\n{group}\n" + "\n".join(f"  idp {name:<11}{what}" for name, what in commands.items())
        for group, commands in GROUPS.items()
    ]
    return "\n".join(lines)


def _find_environment(argv: list[str]) -> None:
    """The demo's own; else the variables given; else the file named; else the demo's file."""
    if argv[1] == "demo" and not _only_reads(argv):
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            del os.environ[name]  # the demo is complete in itself
        try:
            os.environ |= place.prepare(argv[2:])
        except place.Unready as error:
            _stop(str(error), EX_FAILED)
    elif path := os.environ.get(ENV_FILE):
        try:
            os.environ |= place.read_environment(Path(path)) | _given()
        except (OSError, ValueError) as error:
            _stop(f"{ENV_FILE}: {path}: {error}", EX_CONFIG)
    elif not _given():
        _find_demo(argv)


def _find_demo(argv: list[str]) -> None:
    path = place.Place.default().environment
    if path.exists():
        print(f"idp: using the demo's environment, {path}", file=sys.stderr)  # noqa: T201 - which data a command is about to touch
        os.environ |= place.read_environment(path)
    elif _only_reads(argv):  # --help of a command, before anything is configured
        os.environ["IDP_SECRET_KEY"] = secrets.token_urlsafe(48)
        os.environ["IDP_ENCRYPTION_KEYS"] = f"none:{b64encode(secrets.token_bytes(32)).decode()}"


def _only_reads(argv: list[str]) -> bool:
    return argv[1] == "help" or bool({"--help", "-h", "--version"} & set(argv[1:]))


def _given() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX) and name != ENV_FILE}


def _stop(message: str, code: int) -> None:
    print(terminal.inert(f"idp: {message}"), file=sys.stderr)  # noqa: T201
    sys.exit(code)


if __name__ == "__main__":
    main()
