"""The SQLite database is its owner's alone, whatever the umask: the file, what SQLite writes beside it, and a new folder."""

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from idp.settings import database, sqlite
from tests.architecture.source import ROOT
from tests.e2e.running_demo import without_configuration


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def connected(file: Path) -> "closing[sqlite.PrivateConnection]":
    options = database.parse(f"sqlite:///{file}", ROOT)["OPTIONS"]
    return closing(options["factory"](str(file), isolation_level=None))


@pytest.fixture
def wide_umask() -> "object":
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("wide_umask")
def test_the_file_and_its_log_are_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite3"
    with connected(file) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE one (x)")
        assert {path.name: mode(path) for path in tmp_path.iterdir()} == {
            "new.sqlite3": 0o600, "new.sqlite3-wal": 0o600, "new.sqlite3-shm": 0o600,
        }  # fmt: skip


def test_an_existing_file_is_left_alone_and_a_folder_that_is_not_there_is_sqlites_to_tell(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    file.touch()
    file.chmod(0o640)
    with connected(file) as connection:
        connection.execute("CREATE TABLE one (x)")
    assert mode(file) == 0o640
    with pytest.raises(sqlite.sqlite3.OperationalError, match="unable to open"):
        connected(tmp_path / "no" / "such" / "file")


def test_migrate_makes_file_and_folder_private_and_the_doctor_tells_of_wider_ones(tmp_path: Path) -> None:
    file = tmp_path / "data" / "idp.sqlite3"
    environment = without_configuration() | {
        "IDP_SECRET_KEY": "s" * 43, "IDP_ENCRYPTION_KEYS": "a:" + "A" * 43 + "=", "IDP_DATABASE_URL": f"sqlite:///{file}",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip

    def idp(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "idp.cli", *arguments]
        return subprocess.run(
            command, env=environment, cwd=ROOT, umask=0, capture_output=True, text=True, check=False, timeout=120
        )

    assert idp("migrate", "core", "--verbosity", "0").returncode == 0
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)
    assert "the owner's alone" in idp("doctor", "--only", "database").stdout
    file.parent.chmod(0o755)
    assert f"chmod 700 {file.parent}" in idp("doctor", "--only", "database").stdout
    file.chmod(0o644)
    assert f"chmod 600 {file}" in idp("doctor", "--only", "database").stdout
