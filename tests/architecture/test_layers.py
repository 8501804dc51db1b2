"""The import contracts hold, and each catches the offence that it is for (architecture, section 1)."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

OFFENCES = {
    "Layers": ("idp/core/clock.py", "from idp.sessions import services as upwards"),
    "Inside oidc": ("idp/oidc/keys.py", "from idp.oidc import tokens as upwards"),
    "Protocol is pure": ("idp/protocol/errors.py", "import django.http"),
    "One door": ("idp/oidc/tokens.py", "import oauthlib.oauth2"),
    "Factors": ("idp/mfa/factors/totp.py", "from idp.mfa.factors import email_otp as sibling"),
    "Prompts": ("idp/interaction/prompts/login.py", "from idp.interaction.prompts import consent as sibling"),
    "Grants": ("idp/oidc/grants/refresh_token.py", "from idp.oidc.grants import authorization_code as sibling"),
    "The sample client": ("demo_client/app.py", "from idp.core import clock as foreign"),
}


def verdicts(folder: Path) -> tuple[dict[str, str], str]:
    """{contract: KEPT or BROKEN} for the tree in ``folder``, and all that the linter said."""
    linter = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-logo",
        "--no-cache",
    ]
    ended = subprocess.run(linter, cwd=folder, capture_output=True, text=True, check=False)
    return dict(re.findall(r"^(\S.*?) (KEPT|BROKEN)", ended.stdout, re.MULTILINE)), ended.stdout + ended.stderr


def copy_of_the_tree(folder: Path) -> None:
    for package in ("idp", "demo_client"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)


def test_the_tree_keeps_every_contract() -> None:
    found, said = verdicts(ROOT)
    assert len(found) == len(OFFENCES), said
    assert set(found.values()) == {"KEPT"}, said


def test_each_contract_catches_its_offence(tmp_path: Path) -> None:
    copy_of_the_tree(tmp_path)
    for path, line in OFFENCES.values():
        file = tmp_path / path
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}  # noqa\n", encoding="utf-8")
    found, said = verdicts(tmp_path)
    assert set(found.values()) == {"BROKEN"}, said
    assert all(any(name.startswith(contract) for name in found) for contract in OFFENCES)


@pytest.mark.parametrize("path", ["idp/utils.py", "idp/oidc/shortcuts.py"])
def test_a_stray_module_is_refused(path: str, tmp_path: Path) -> None:
    copy_of_the_tree(tmp_path)
    (tmp_path / path).write_text('"""Stray."""\n', encoding="utf-8")
    _, said = verdicts(tmp_path)
    assert path.removesuffix(".py").replace("/", ".") in said
