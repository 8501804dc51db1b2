"""A database that has no place for every character: refused before a table is made, told at each start. RL-45 (our own)."""

import os
import subprocess
import sys
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.architecture.source import ROOT
from tests.services import under_test

pytestmark = pytest.mark.skipif(not under_test.on_services(), reason="SQLite knows one character set")


class Narrow:
    """A database of this test's own and the commands run on it."""

    def __init__(self, charset: str) -> None:
        server = os.environ["GATEHOUSE_TEST_DATABASE_URL"]
        self.url = under_test.new_database(server.removesuffix(urlsplit(server).path) + "/gatehouse_narrow")
        self.name = urlsplit(self.url).path[1:]
        self.do(f"ALTER DATABASE `{self.name}` CHARACTER SET {charset}")

    def do(self, statement: str) -> list[Any]:
        import MySQLdb  # noqa: PLC0415 - the embedded profile has no driver

        parts = urlsplit(self.url)
        account = {"user": parts.username, "password": parts.password, "db": self.name}
        with closing(MySQLdb.connect(host=parts.hostname, port=parts.port, **account)) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            connection.commit()
            return list(cursor.fetchall())

    def idp(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {"IDP_DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "idp.settings.base"}
        command = [sys.executable, "-m", "idp.cli", *arguments]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("charset", ["latin1", "utf8mb3"])
def test_migrate_makes_no_table(charset: str) -> None:
    narrow = Narrow(charset)
    ended = narrow.idp("migrate")
    assert ended.returncode == 78, ended.stderr
    assert "CHARACTER SET utf8mb4" in ended.stderr and "Traceback" not in ended.stderr
    assert narrow.do("SHOW TABLES") == []


def test_serve_and_doctor_tell_of_it_and_of_a_single_table() -> None:
    narrow = Narrow("utf8mb4")
    assert narrow.idp("migrate", "accounts", "--verbosity", "0").returncode == 0
    narrow.do("ALTER TABLE accounts_group CONVERT TO CHARACTER SET utf8mb4")
    narrow.do("ALTER TABLE accounts_user CONVERT TO CHARACTER SET latin1")
    for command in (("serve", "--skip-checks"), ("migrate",)):
        ended = narrow.idp(*command)
        assert ended.returncode == 78, ended.stderr
        assert "accounts_user" in ended.stderr and "CONVERT TO CHARACTER SET utf8mb4" in ended.stderr
    told = narrow.idp("doctor", "--only", "database")
    assert told.returncode == 1 and "accounts_user" in told.stdout
