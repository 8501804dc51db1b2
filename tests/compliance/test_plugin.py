"""The matrix counts what was proved, and a marked test without an assertion fails."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT

MARKED = """
import pytest

@pytest.mark.spec("RFC 7636", "4.6", "MUST")
def test_proves():
    assert 1 + 1 == 2

@pytest.mark.spec("RFC 7636", "4.10", "SHOULD")
@pytest.mark.spec("RFC 6749", "4.1.3", "MUST")
def test_refuses():
    with pytest.raises(ValueError):
        int("x")

@pytest.mark.spec("RFC 7636", "4.2", "MUST")
def test_visits():
    visit(1)

def visit(place):
    return place + 1

def holds(fact):
    assert fact

class Party:
    def is_held(self):
        holds(True)

@pytest.mark.spec("RFC 7636", "4.6", "MUST")
def test_proves_by_a_helper():
    visit(1)
    holds(True)

@pytest.mark.spec("RFC 7636", "4.6", "MUST")
def test_proves_by_a_method_of_a_helper():
    Party().is_held()

@pytest.mark.spec("RFC 7636", "4.2", "MUST")
def test_fails():
    assert 1 + 1 == 3

def test_unmarked():
    pass
"""


def run(folder: Path, text: str, *arguments: str) -> str:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = spec\n", encoding="utf-8")
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.compliance.plugin", "-p", "no:django", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return ended.stdout + ended.stderr


def test_a_marked_test_without_an_assertion_fails(tmp_path: Path) -> None:
    said = run(tmp_path, MARKED)
    assert "FAILED test_it.py::test_visits - Failed: the test carries a spec marker but asserts nothing" in said
    assert "2 failed, 5 passed" in said


def test_the_matrix_counts_by_specification_and_level(tmp_path: Path) -> None:
    for arguments in ([], ["-n", "2"]):
        lines = [line.split() for line in run(tmp_path, MARKED, *arguments).splitlines()]
        assert ["RFC", "6749", "1/1", "-", "-", "4.1.3"] in lines
        assert ["RFC", "7636", "3/5", "1/1", "-", "4.2", "4.6", "4.10"] in lines


def test_a_marker_without_a_level_is_refused(tmp_path: Path) -> None:
    said = run(tmp_path, 'import pytest\n\n@pytest.mark.spec("RFC 7636", "4.6")\ndef test_it():\n    assert True\n')
    assert "test_it.py::test_it: write spec(" in said
