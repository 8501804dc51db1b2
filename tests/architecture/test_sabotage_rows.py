"""A row of the sabotage table must not outlive the line that it breaks: `make sabotage` is slow, this is not."""

import pytest

from tests.architecture.source import ROOT
from tests.sabotage.controls import CONTROLS
from tests.sabotage.tree import Control


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_the_line_to_break_is_there_once(control: Control) -> None:
    assert (ROOT / control.file).read_text(encoding="utf-8").count(control.old) == 1
    path, _, name = control.test.partition("::")
    assert f"def {name.partition('[')[0]}(" in (ROOT / path).read_text(encoding="utf-8")
