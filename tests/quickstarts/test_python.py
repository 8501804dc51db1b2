"""The code of Flask and Django, as the console shows it, signs people in and out."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Demo, without_configuration
from tests.quickstarts.apps import register, serving
from tests.quickstarts.walk import walk


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_flask(administrator: Browser, demo: Demo, nojs: Browser, tmp_path: Path, host: str) -> None:
    app = register(administrator, demo, "flask", host=host)
    (tmp_path / "app.py").write_text(app.files["app.py"], encoding="utf-8")
    with serving(app, tmp_path):
        walk(nojs, demo, app)


def test_django(administrator: Browser, demo: Demo, nojs: Browser, tmp_path: Path) -> None:
    app = register(administrator, demo, "django")
    _python(tmp_path, "-m", "django", "startproject", "site_of_ours", str(tmp_path))
    package = tmp_path / "site_of_ours"
    settings = package / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8") + app.files["settings.py"], encoding="utf-8")
    (package / "urls.py").write_text(app.files["urls.py"], encoding="utf-8")
    (tmp_path / "sign_in.py").write_text(app.files["sign_in.py"], encoding="utf-8")
    with serving(app, tmp_path):
        walk(nojs, demo, app, again="Sign in", sign_out="sign-out")


def _python(folder: Path, *arguments: str) -> None:
    command = [sys.executable, *arguments]
    ended = subprocess.run(
        command, cwd=folder, env=without_configuration(), capture_output=True, text=True, check=False, timeout=90
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
