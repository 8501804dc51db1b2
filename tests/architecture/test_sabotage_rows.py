"""A row of the sabotage table must not outlive the line that it breaks: `make sabotage` is slow, this is not."""

from collections import Counter

import pytest

from tests.architecture.source import ROOT
from tests.sabotage.controls import CONTROLS
from tests.sabotage.tree import Control
from tests.sabotage.without_rows import WITHOUT


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_the_line_to_break_is_there_once(control: Control) -> None:
    for file, old, _ in control.patches:
        assert (ROOT / file).read_text(encoding="utf-8").count(old) == 1, (file, old)
    for test in control.tests:
        path, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_each_control_has_a_name_and_a_test_of_its_own() -> None:
    for given in ([control.name for control in CONTROLS], [control.test for control in CONTROLS]):
        assert [each for each, times in Counter(given).items() if times > 1] == []


def test_each_file_of_an_attack_or_fault_has_a_row_or_a_reason() -> None:
    tests = ROOT / "tests"
    files = {path for folder in ("security", "faults") for path in (tests / folder).glob("test_*.py")}
    has_row = {ROOT / test.partition("::")[0] for control in CONTROLS for test in control.tests}
    has_reason = {tests / f"{name}.py" for name in WITHOUT}
    assert sorted(files - has_row - has_reason) == [], "name the line that it is about, in a row of tests/sabotage"
    assert sorted(has_reason & has_row | has_reason - files) == [], "they need no reason: they have a row, or are gone"
