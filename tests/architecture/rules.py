"""The rules about files, each a function from a tree to its offenders (architecture, sections 1, 3 and 7)."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.architecture.source import dotted, files, modules, references

BANNED_NAMES = {"utils", "helpers", "common", "misc", "base", "manager"}
LONGEST_FILE = 400
CLOCKS = {
    "time.time", "time.time_ns", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
    "datetime.date.today", "django.utils.timezone.now", "django.utils.timezone.localtime", "django.utils.timezone.localdate",
}  # fmt: skip
LOGIN = {"django.contrib.auth.login", "django.contrib.auth.alogin", "django.contrib.auth.authenticate"}

PASSWORD_FIELD = re.compile(r'<input\b[^\n]*\btype="password"[^\n]*')

Rule = Callable[[Path], Iterator[str]]


def no_long_files(root: Path) -> Iterator[str]:
    """A file a reader can hold in mind."""
    for path in files(".py", ".ts", ".tsx", ".css", ".html", ".js", root=root):
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > LONGEST_FILE:
            yield f"{path.relative_to(root)}: {count} lines, at most {LONGEST_FILE}"


def no_drawers(root: Path) -> Iterator[str]:
    """A name that says what is in the file."""
    for path in files(".py", ".ts", ".tsx", root=root):
        is_settings = path.parent.name == "settings"
        if (path.stem in BANNED_NAMES and not is_settings) or path.parent.name in BANNED_NAMES:
            yield f"{path.relative_to(root)}: say what it holds"


def no_hidden_imports(root: Path) -> Iterator[str]:
    """Imports stand at the top; Django alone demands otherwise, in ``AppConfig.ready``."""
    for path, tree in modules("idp", root):
        for function in [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]:
            if path.endswith("/apps.py") and function.name == "ready":
                continue
            for node in ast.walk(function):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    yield f"{path}:{node.lineno}: an import inside {function.name}()"


def one_clock(root: Path) -> Iterator[str]:
    """Only core.clock reads the time of day, so that tests move one clock."""
    for path, tree in modules("idp", root):
        if path != "idp/core/clock.py":
            yield from (f"{path}:{line}: {name}" for line, name in references(tree) if name in CLOCKS)


def one_login(root: Path) -> Iterator[str]:
    """Only sessions.start() makes a session: no other file refers to Django's login."""
    for path, tree in modules("idp", root):
        if path != "idp/sessions/services.py":
            yield from (f"{path}:{line}: {name}" for line, name in references(tree) if name in LOGIN)


def documented(root: Path) -> Iterator[str]:
    """Each module says in a sentence what it is."""
    for path, tree in modules("idp", root):
        if tree.body and not ast.get_docstring(tree):
            yield f"{path}: no docstring"


def passwords_shown(root: Path) -> Iterator[str]:
    """Each password field of a page says what the box under it is called that shows what was typed."""
    for path in files(".html", root=root):
        for field in PASSWORD_FIELD.findall(path.read_text(encoding="utf-8")):
            if " data-show=" not in field:
                yield f"{path.relative_to(root)}: {field[:40]}... has no data-show"


def data_apart(root: Path) -> Iterator[str]:
    """A migration changes tables or rows: on MariaDB and MySQL a table stays when it is cut off, and stops its next run."""
    for path in files(".py", under="idp", root=root):
        if path.parent.name == "migrations":
            calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
            operations = [name for call in calls if (name := dotted(call.func)).startswith("migrations.")]
            if "migrations.RunPython" in operations and len(operations) > operations.count("migrations.RunPython"):
                yield f"{path.relative_to(root)}: put what changes rows into a migration of its own"


RULES: tuple[Rule, ...] = (
    no_long_files, no_drawers, no_hidden_imports, one_clock, one_login, documented, passwords_shown, data_apart,
)  # fmt: skip
