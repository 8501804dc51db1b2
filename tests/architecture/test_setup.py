"""Each target of the Makefile does its own set-up, also where another one came first."""

import shutil
import subprocess
from pathlib import Path

from tests.architecture.source import ROOT


def test_after_the_demo_alone_a_browser_comes_with_what_drives_it(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / ".venv").mkdir()
    for stamp in (".tools", ".messages", ".run"):
        (tmp_path / ".venv" / stamp).touch()
    command = ["make", "--dry-run", "--old-file=.venv/.messages", ".venv/.browser"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "-r requirements/dev.txt" in told
