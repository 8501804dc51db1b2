"""What the documentation shows is tried: its configuration files are applied, its commands are commands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandParser

from idp.accounts import passwords
from idp.accounts.models import User
from idp.operations.command import OperatorCommand
from idp.operations.configuration.apply import apply
from idp.operations.configuration.document import read
from tests.architecture.source import ROOT

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(idp [a-z][^`]*)`")
COMMAND = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\S*/)?(idp [a-z].*)$", re.MULTILINE)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "idp/README.md"])


def blocks(*languages: str) -> Iterator[tuple[Path, str]]:
    for path in DOCUMENTS:
        for language, text in FENCE.findall(path.read_text(encoding="utf-8")):
            if language in languages:
                yield path, text


FILES = [pytest.param(text, id=f"{path.name}-{number}") for number, (path, text) in enumerate(blocks("yaml", "json"))]
LINES = sorted({line for _, text in blocks("console", "sh", "") for line in COMMAND.findall(text)})
SPANS = sorted({span for path in DOCUMENTS for span in INLINE.findall(path.read_text(encoding="utf-8"))})


def command_of(line: str) -> tuple[CommandParser, list[str]]:
    """The parser of a command as it is written, and what it is given up to a redirection."""
    words = shlex.split(line, comments=True)[1:]
    end = next((place for place, word in enumerate(words) if word in (">", "|", "&&")), len(words))
    name = words[0].replace("-", "_")  # as its module is called
    assert name in get_commands(), line
    command = load_command_class(get_commands()[name], name)
    return command.create_parser("idp", words[0]), words[1:end]


def test_there_is_something_to_try() -> None:
    assert FILES and len(LINES) > 5 and len(SPANS) > 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", FILES)
def test_a_documented_file_is_applied_and_says_the_same_again(text: str) -> None:
    assert apply(read(text))
    assert apply(read(text)) == []
    for user in User.objects.all():
        assert passwords.check(user, "correct horse battery staple")


@pytest.mark.parametrize("line", LINES)
def test_a_documented_command_line_is_understood(line: str) -> None:
    parser, given = command_of(line)
    parser.parse_args(given)


def examples() -> list[str]:
    ours = [name for name, app in get_commands().items() if app == "idp.operations"]
    commands = [load_command_class("idp.operations", name) for name in ours]
    return [command.example for command in commands if isinstance(command, OperatorCommand) and command.example]


@pytest.mark.parametrize("line", examples())
def test_the_example_of_a_help_text_is_understood(line: str) -> None:
    parser, given = command_of(line)
    parser.parse_args(given)


@pytest.mark.parametrize("span", SPANS)
def test_a_command_that_a_sentence_names_exists_with_its_options(span: str) -> None:
    parser, given = command_of(span.replace("[", "").replace("]", "").replace("\\|", "|"))
    known = parser.format_help()
    chooser = next((action for action in parser._actions if action.dest == "subcommand"), None)
    if chooser is not None and given and given[0][0].islower():
        chosen = given[0].split("|")
        assert set(chosen) <= set(chooser.choices), span
        known += "".join(chooser.choices[name].format_help() for name in chosen)
    for option in re.findall(r"--[a-z-]+", span):
        assert option in known, span
