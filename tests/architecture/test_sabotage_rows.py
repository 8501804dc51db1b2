"""A row of the sabotage table must not outlive the line that it breaks: `make sabotage` is slow, this is not."""

import pytest

from tests.architecture.source import ROOT
from tests.sabotage.controls import CONTROLS
from tests.sabotage.tree import Control


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_the_line_to_break_is_there_once(control: Control) -> None:
    for file, old, _ in control.patches:
        assert (ROOT / file).read_text(encoding="utf-8").count(old) == 1, (file, old)
    for test in control.tests:
        path, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / path).read_text(encoding="utf-8"), test
