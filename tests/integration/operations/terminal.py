"""An operator at a terminal: runs one of our commands and reads what it prints."""

import io
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command


@dataclass(frozen=True)
class Refusal:
    """What a command said instead of doing it, and its exit code."""

    words: str
    code: int


def run(command: str, *arguments: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().strip()


def run_json(command: str, *arguments: str) -> Any:
    """What the command prints as JSON."""
    return json.loads(run(command, *arguments, "--json"))


def refused(command: str, *arguments: str) -> Refusal:
    """The refusal of a command that must not succeed."""
    with pytest.raises(CommandError) as refusal:
        run(command, *arguments)
    return Refusal(str(refusal.value), refusal.value.returncode)
