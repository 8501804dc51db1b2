"""The `idp` command: every command is listed, has help, finds its environment, and ends without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

from idp.cli import GROUPS
from idp.operations.demo import place
from idp.operations.demo.place import Place, Unready
from tests.architecture.source import ROOT
from tests.e2e.running_demo import without_configuration

COMMANDS = ROOT / "idp" / "operations" / "management" / "commands"
LISTED = {name for commands in GROUPS.values() for name in commands}
RIGHT = {"IDP_SECRET_KEY": "s" * 43, "IDP_ENCRYPTION_KEYS": "a:" + "A" * 43 + "="}


def idp(*arguments: str, folder: Path = ROOT, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "idp.cli", *arguments],
        cwd=folder,
        env=without_configuration() | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_list_names_every_command_and_no_other() -> None:
    assert {path.stem.replace("_", "-") for path in COMMANDS.glob("[!_]*.py")} | {"migrate"} == LISTED


def test_without_a_command_the_list_is_shown() -> None:
    ended = idp()
    assert ended.returncode == 2
    assert all(f"idp {name}" in ended.stdout for name in LISTED)
    assert idp("--help").returncode == 0


def test_help_needs_no_configuration(tmp_path: Path) -> None:
    assert idp("apply", "--help", folder=tmp_path).returncode == 0


@pytest.mark.parametrize("command", sorted(LISTED - {"migrate"}))
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["idp", command.replace("-", "_"), "--help"])
    assert ended.value.code == 0
    assert " ".join(capsys.readouterr().out.split()).count(f"idp {command}") >= 2  # usage and example


def test_a_command_that_does_not_exist_is_a_mistake_without_a_traceback(tmp_path: Path) -> None:
    ended = idp("aply", folder=tmp_path, **RIGHT)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr


def test_without_any_configuration_every_missing_name_is_told(tmp_path: Path) -> None:
    ended = idp("serve", folder=tmp_path)
    assert ended.returncode == 78
    assert "IDP_SECRET_KEY" in ended.stderr
    assert "IDP_ENCRYPTION_KEYS" in ended.stderr
    assert "IDP_ENV_FILE" in ended.stderr and "idp demo" in ended.stderr


def test_a_file_may_hold_the_environment_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "idp.env"
    lines = [
        "# the deployment",
        "",
        *(f"{name}={value}" for name, value in RIGHT.items()),
        "IDP_PUBLIC_URL=https://idp.example.org",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    named = {"IDP_ENV_FILE": str(file)}
    refused = idp("dev", "otp", "ada@example.org", folder=tmp_path, **named)
    assert refused.returncode == 1
    assert "https://idp.example.org" in refused.stderr
    other = idp("dev", "otp", "ada@example.org", folder=tmp_path, **named, IDP_PUBLIC_URL="https://other.example.org")
    assert "https://other.example.org" in other.stderr


@pytest.mark.parametrize("text", [None, "no separator"])
def test_a_file_that_cannot_be_read_is_a_wrong_configuration(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "idp.env"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    ended = idp("serve", folder=tmp_path, IDP_ENV_FILE=str(file))
    assert ended.returncode == 78
    assert "Traceback" not in ended.stderr


def test_a_database_without_tables_is_named(tmp_path: Path) -> None:
    database = {"IDP_DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    ended = idp("why", "K7QM-2XWD-9PRT", folder=tmp_path, **RIGHT, **database)
    assert ended.returncode == 69
    assert "idp migrate" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_worker_without_a_broker_says_so() -> None:
    with pytest.raises(CommandError, match="IDP_BROKER_URL"):
        call_command("worker")


@pytest.mark.django_db
@pytest.mark.parametrize("bind", ["8000", ":8000", "127.0.0.1:http", "127.0.0.1:99999"])
def test_serve_refuses_an_address_that_is_none(bind: str) -> None:
    with pytest.raises(CommandError, match="is not host:port"):
        call_command("serve", "--bind", bind, skip_checks=True)


def test_a_used_port_is_named_with_the_remedy_and_nothing_is_deleted(tmp_path: Path) -> None:
    with place.socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        (tmp_path / "idp.env").write_text("kept=1", encoding="utf-8")
        ended = idp("demo", "--fresh", "--data", str(tmp_path), "--port", port)
    assert ended.returncode == 1
    assert f"port {port} cannot be used" in ended.stderr
    assert "--port" in ended.stderr
    assert (tmp_path / "idp.env").exists()


def test_fresh_deletes_no_folder_that_is_not_a_demos(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(Unready, match="not the folder of a demo"):
        place.prepare(["--fresh", "--data", str(tmp_path), "--port", "0", "--rp-port", "0", "--app-port", "0"])
    assert (tmp_path / "thesis.txt").exists()


def test_the_demos_secrets_are_made_once_and_only_its_owner_may_read_them(tmp_path: Path) -> None:
    arguments = ["--data", str(tmp_path / "demo"), "--port", "0", "--rp-port", "0", "--app-port", "0"]
    first, second = place.prepare(arguments), place.prepare(arguments)
    assert first["IDP_SECRET_KEY"] == second["IDP_SECRET_KEY"]
    assert first["IDP_ENCRYPTION_KEYS"] == second["IDP_ENCRYPTION_KEYS"]
    assert place.prepare([*arguments, "--fresh"])["IDP_SECRET_KEY"] != first["IDP_SECRET_KEY"]
    here = Place(tmp_path / "demo")
    assert os.stat(here.environment).st_mode & 0o777 == 0o600  # noqa: PTH116 - the mode bits as the system has them
    assert here.folder.stat().st_mode & 0o777 == 0o700
