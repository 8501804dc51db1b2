"""The closing table of a sabotage run."""

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Each control with its verdict."""
    counts = {
        verdict: [report for report in terminalreporter.stats.get(outcome, []) if "test_a_sabotaged_control" in report.nodeid]
        for verdict, outcome in (("killed", "passed"), ("survived", "failed"))
    }
    if any(counts.values()):
        terminalreporter.section("sabotage")
        for verdict, reports in counts.items():
            for report in reports:
                terminalreporter.write_line(f"{verdict:9} {report.nodeid.partition('[')[2].rstrip(']')}")
        terminalreporter.write_line(f"{len(counts['killed'])} killed, {len(counts['survived'])} survived")
