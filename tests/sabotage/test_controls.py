"""Switch each control off; its test must turn red. What survives fails the run (architecture, section 8)."""

from collections.abc import Iterator

import pytest

from tests.sabotage.controls import CONTROLS
from tests.sabotage.tree import Control, Outcome, Tree


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    copy = Tree(tmp_path_factory.mktemp("sabotage"))
    yield copy
    copy.close()


def test_every_named_test_is_green_while_the_controls_are_on(tree: Tree) -> None:
    outcome = tree.run(*sorted({test for control in CONTROLS for test in control.tests}))
    assert outcome.code == 0, outcome.said


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_a_sabotaged_control_is_noticed(control: Control, tree: Tree) -> None:
    with tree.without(control):
        outcome = tree.run(*control.tests, stop_at=0 if control.also else 1)
    green = outcome.green(control.tests)
    assert not green, f"still green: {green}\n{outcome.said[-2000:]}"


@pytest.mark.parametrize(
    ("code", "said", "is_red"),
    [
        (1, "FAILED test_x - AssertionError", True),
        (0, "1 passed", False),
        (1, "ERROR test_x - fixture failed", False),
        (1, "ERROR    idp.http a line of the log\nFAILED test_x - AssertionError", True),
        (1, "FAILED test_x - NameError: name 'y' is not defined", False),
        (2, "SyntaxError", False),
        (4, "not found", False),
        (5, "no tests ran", False),
    ],
)
def test_only_a_failed_assertion_counts_as_red(code: int, said: str, is_red: bool) -> None:
    assert Outcome(code, said).is_red is is_red


def test_each_named_test_must_be_red() -> None:
    outcome = Outcome(1, "FAILED a.py::one[some case] - AssertionError\nFAILED a.py::two\n1 passed")
    assert outcome.green(["a.py::one", "a.py::two", "a.py::three", "a.py::one[other case]"]) == ["a.py::three"]
    assert Outcome(0, "3 passed").green(["a.py::one"]) == ["a.py::one"]
