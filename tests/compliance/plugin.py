"""`@pytest.mark.spec("RFC 7636", "4.6", "MUST")` says which requirement a test proves; the run ends with the matrix of them.

A marked test without an assertion fails: a requirement is proved, not visited.
"""

from collections import defaultdict
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests.compliance.assertions import asserts

LEVELS = ("MUST", "SHOULD", "MAY")
_PROPERTY = "spec"
_proved: dict[tuple[str, str, str], list[bool]] = defaultdict(list)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a marker that does not name specification, section and level."""
    for item in items:
        for mark in item.iter_markers(_PROPERTY):
            if len(mark.args) != 3 or mark.kwargs or mark.args[2] not in LEVELS:
                raise pytest.UsageError(f'{item.nodeid}: write spec("RFC 7636", "4.6", "MUST"); levels: {", ".join(LEVELS)}')


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """A marked test asserts something, or it fails before it is called."""
    if pyfuncitem.get_closest_marker(_PROPERTY) and not asserts(pyfuncitem.function):
        pytest.fail("the test carries a spec marker but asserts nothing", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The markers travel with the report, also from another process."""
    report = yield
    if report.when == "call":
        report.user_properties += [(_PROPERTY, mark.args) for mark in item.iter_markers(_PROPERTY)]
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect what was proved."""
    if report.when == "call" and report.outcome in ("passed", "failed"):
        for name, value in report.user_properties:
            if name == _PROPERTY:
                specification, section, level = value  # checked at collection
                _proved[specification, section, level].append(report.passed)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the matrix."""
    if _proved:
        terminalreporter.section("compliance: proved requirements, tests passed / run")
        for line in matrix(_proved):
            terminalreporter.write_line(line)


def matrix(proved: dict[tuple[str, str, str], list[bool]]) -> Iterator[str]:
    """One line per specification: results by level, then the sections."""
    specifications = sorted({specification for specification, _, _ in proved})
    width = max(map(len, specifications))
    yield f"{'':{width}}  " + "".join(f"{level:>10}" for level in LEVELS) + "   sections"
    for specification in specifications:
        rows = {key[1:]: results for key, results in proved.items() if key[0] == specification}
        cells = ""
        for level in LEVELS:
            results = [result for (_, at), found in rows.items() if at == level for result in found]
            cells += f"{f'{sum(results)}/{len(results)}' if results else '-':>10}"
        yield f"{specification:{width}}  {cells}   {' '.join(sorted({section for section, _ in rows}, key=_order))}"


def _order(section: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdecimal() else 0, part) for part in section.split(".")]
