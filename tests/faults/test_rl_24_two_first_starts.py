"""Two nodes that start on an empty database at once: one schema, one set of keys, and nobody fails. RL-24."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, connection

from idp.operations.management.commands import migrate
from tests.architecture.source import ROOT
from tests.races.nodes import Node
from tests.services import under_test

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not under_test.on_services(), reason="two nodes share a database server"),
]
MIGRATE = [sys.executable, "-m", "idp.cli", "migrate", "--verbosity", "1"]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """An empty database of this test's own."""
    server = os.environ["GATEHOUSE_TEST_DATABASE_URL"]
    url = under_test.new_database(server.removesuffix(urlsplit(server).path) + "/gatehouse_first")
    given = {"IDP_DATABASE_URL": url, "IDP_EMAIL_URL": "memory://", "DJANGO_SETTINGS_MODULE": "idp.settings.base"}
    return {name: value for name, value in os.environ.items() if name not in ("IDP_REDIS_URL", "IDP_BROKER_URL")} | given


@pytest.fixture(scope="module")
def migrated(environment: dict[str, str]) -> list[tuple[int, str]]:
    """Exit code and words of three runs at once."""
    runs = [subprocess.Popen(MIGRATE, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [one.communicate(timeout=300)[0] for one in runs]
    return [(one.returncode, words) for one, words in zip(runs, said, strict=True)]


def test_one_migrates_and_the_others_wait_for_it(migrated: list[tuple[int, str]]) -> None:
    assert [code for code, _ in migrated] == [0, 0, 0], migrated
    words = [said for _, said in migrated]
    assert sum("Applying" in said for said in words) == 1
    assert sum("Another migration is running" in said for said in words) == 2


@pytest.fixture
def nodes(environment: dict[str, str], migrated: list[tuple[int, str]]) -> Iterator[list[Node]]:
    two = [Node(environment, whole=True), Node(environment, whole=True)]
    for node in two:
        node.wait_until_ready()
    yield two
    for node in two:
        node.stop()


def test_both_make_keys_at_once_and_publish_the_same(nodes: list[Node]) -> None:
    published = []
    for node in nodes:
        with closing(node.connect()) as connection:
            connection.request("GET", "/oauth2/jwks", headers={"Host": "localhost:8000"})
            keys = json.loads(connection.getresponse().read())["keys"]
            published.append({key["kid"]: key["alg"] for key in keys})
    assert published[0] == published[1]
    assert sorted(published[0].values()) == ["ES256", "RS256"]  # EdDSA once a client is registered for it


@pytest.mark.django_db(transaction=True)
def test_a_change_of_a_table_may_take_longer_than_a_request() -> None:
    too_long = "SELECT SLEEP(6)"
    with migrate._patient(connection), connection.cursor() as cursor:
        cursor.execute(too_long)
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute(too_long)
    connection.close()
