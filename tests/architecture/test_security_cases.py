"""Every attack and fault case is proved by a test that names it, or is open for a reason that is written down."""

import re

from tests.architecture.source import ROOT
from tests.security import catalogue


def test_a_case_is_proved_or_open_and_not_both() -> None:
    proved, is_open = catalogue.proofs(), catalogue.open_cases()
    missing = [case for case in catalogue.all_cases() if case not in proved and case not in is_open]
    assert not missing, f"no test names these cases: {missing}"
    assert not [case for case in is_open if case in proved], "tests prove these cases: they are no longer open"


def test_no_test_names_a_case_that_there_is_not() -> None:
    assert sorted(set(catalogue.proofs()) - set(catalogue.all_cases())) == []


def test_each_file_of_an_attack_names_its_case() -> None:
    for path in sorted((ROOT / "tests" / "security").glob("test_*.py")):
        family, number = re.match(r"test_([a-z]{2})_(\d{2})_", path.name).groups()
        assert f"{family.upper()}-{number}" in catalogue.cases_in(path.read_text(encoding="utf-8")), path.name


def test_a_range_names_all_in_it() -> None:
    assert list(catalogue.cases_in("RT-01 to RT-03, MF-06; RL-11..13")) == [
        *("RT-01", "RT-02", "RT-03"),
        "MF-06",
        *("RL-11", "RL-12", "RL-13"),
    ]
