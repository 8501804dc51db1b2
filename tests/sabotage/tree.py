"""A copy of the tree to break: patch one place, run one test, put it back."""

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import ROOT

PARTS = ("idp", "demo_client", "tests", "deploy", "docs", "pyproject.toml", "manage.py")
NOT_BY_THE_CONTROL = ("SyntaxError", "IndentationError", "NameError", "ImportError", "ModuleNotFoundError", "FileNotFoundError")
TESTS_FAILED = 1  # pytest's exit code for "ran, and some failed"; collection errors have another
LIMIT_SECONDS = 120
SECONDS_A_TEST = 3  # all of them run together once


@dataclass(frozen=True)
class Control:
    """One protection, how to switch it off, and the tests that must turn red.

    ``old`` occurs exactly once in ``file``. ``test`` is a pytest node id; it passes while the control is on. ``also`` are
    further ones, which the same broken line must turn red: node ids, or names of functions beside ``test``. ``behind`` are
    the second lines of defence, as (file, old, new): broken as well, because each alone would hold.
    """

    name: str
    file: str
    old: str
    new: str
    test: str
    also: tuple[str, ...] = ()
    behind: tuple[tuple[str, str, str], ...] = ()

    @property
    def tests(self) -> tuple[str, ...]:
        """The node ids of all that must turn red."""
        beside = self.test.partition("::")[0]
        return (self.test, *(name if "::" in name else f"{beside}::{name}" for name in self.also))

    @property
    def patches(self) -> tuple[tuple[str, str, str], ...]:
        """What is broken: (file, old, new)."""
        return ((self.file, self.old, self.new), *self.behind)


@dataclass(frozen=True)
class Outcome:
    """How pytest ended."""

    code: int
    said: str

    @property
    def is_red(self) -> bool:
        """Whether tests ran and failed, none by an error of its own set-up or by broken syntax."""
        broken = re.search(rf"\b({'|'.join(NOT_BY_THE_CONTROL)})\b", self.said)
        return self.code == TESTS_FAILED and not broken and not re.search(r"^ERROR \S", self.said, re.MULTILINE)

    def green(self, tests: Iterable[str]) -> list[str]:
        """Those of ``tests`` that did not fail, although something they are about is broken."""
        failed = set(re.findall(r"^FAILED (\S+?)(?:\[.*)?(?: - .*)?$", self.said, re.MULTILINE)) if self.is_red else set()
        return [test for test in tests if test.partition("[")[0] not in failed]


class Tree:
    """The copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / part)
        (folder / "var").mkdir()
        self._forks: subprocess.Popen[str] | None = None

    @contextmanager
    def without(self, control: Control) -> Iterator[None]:
        """The tree with one control switched off."""
        before = {file: (self.folder / file).read_text(encoding="utf-8") for file, _, _ in control.patches}
        texts = dict(before)
        for file, old, new in control.patches:
            found = texts[file].count(old)
            assert found == 1, f"{control.name}: its text occurs {found} times in {file}; the control has moved"
            texts[file] = texts[file].replace(old, new)
        try:
            for file, text in texts.items():
                (self.folder / file).write_text(text, encoding="utf-8")
            yield
        finally:
            for file, text in before.items():
                (self.folder / file).write_text(text, encoding="utf-8")

    def run(self, *tests: str, stop_at: int = 1) -> Outcome:
        """Run tests in the copy, until ``stop_at`` of them have failed (0: all of them)."""
        options = [f"--maxfail={stop_at}", "-q", "-p", "no:cacheprovider", "--nomigrations"]  # tables from models are quicker
        said = self.folder / "var" / "said"
        code = self._ask({"arguments": [*options, *tests], "output": str(said)}, LIMIT_SECONDS + SECONDS_A_TEST * len(tests))
        return Outcome(code, said.read_text(encoding="utf-8"))

    def close(self) -> None:
        """Stop what runs for this tree."""
        if self._forks is not None:
            os.killpg(self._forks.pid, signal.SIGKILL)
            self._forks.communicate()
            self._forks = None

    def _ask(self, request: dict[str, object], limit_seconds: int) -> int:
        """The exit code that ``forks.py`` answers with."""
        if self._forks is None:
            environment = {
                name: value for name, value in os.environ.items() if not name.startswith(("IDP_", "PYTEST_", "DJANGO_"))
            }
            self._forks = subprocess.Popen(
                [sys.executable, "-B", "tests/sabotage/forks.py"],
                cwd=self.folder,
                env=environment | {"PYTHONPATH": str(self.folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,  # a run past its time goes with everything that it started
            )
        assert self._forks.stdin is not None
        assert self._forks.stdout is not None
        self._forks.stdin.write(json.dumps(request) + "\n")
        self._forks.stdin.flush()
        if not select.select([self._forks.stdout], [], [], limit_seconds)[0]:
            self.close()
            raise TimeoutError(f"{request['arguments']} took longer than {limit_seconds} s")
        return int(json.loads(self._forks.stdout.readline()))
