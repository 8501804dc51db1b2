"""The services as a test run uses them: a database and two Redis databases for each worker, and mail read off real SMTP."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from redis import Redis

from tests.services.place import TESTS_REDIS, free_ports

EMBEDDED = {"IDP_DATABASE_URL": "sqlite:///var/test.sqlite3", "IDP_EMAIL_URL": "memory://"}


def services(environ: Mapping[str, str]) -> dict[str, str]:
    """The product's variables: those of the embedded profile unless the services are named."""
    if "GATEHOUSE_TEST_DATABASE_URL" not in environ:
        return EMBEDDED
    first = TESTS_REDIS + 2 * _worker(environ)
    redis = environ["GATEHOUSE_TEST_REDIS_URL"]
    return {
        "IDP_DATABASE_URL": environ["GATEHOUSE_TEST_DATABASE_URL"],  # Django's test runner appends the worker's name
        "IDP_REDIS_URL": f"{redis}/{first}",
        "IDP_BROKER_URL": f"{redis}/{first + 1}",
        "IDP_EMAIL_URL": f"smtp://127.0.0.1:{free_ports(1)[0]}",
    }


def _worker(environ: Mapping[str, str]) -> int:
    """The number of this worker of a parallel run; the 0th database is for a run that is not."""
    name = environ.get("PYTEST_XDIST_WORKER", "")
    return int(name.removeprefix("gw")) + 1 if name.startswith("gw") else 0


def new_database(url: str) -> str:
    """The URL of an empty database beside the named one, this test worker's own."""
    import MySQLdb  # noqa: PLC0415 - the embedded profile has no driver

    parts = urlsplit(url)
    name = f"{parts.path[1:]}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    account = {"user": parts.username, "password": parts.password}
    with closing(MySQLdb.connect(host=parts.hostname, port=parts.port, **account)) as connection:
        cursor = connection.cursor()
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
        cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
    return url.removesuffix(parts.path) + f"/{name}"


def on_services() -> bool:
    """Whether this run is on the real services."""
    return "GATEHOUSE_TEST_DATABASE_URL" in os.environ


def empty_redis() -> None:
    """Empty this worker's own database, however long it takes: the product's connections wait 50 ms at most."""
    with closing(Redis.from_url(os.environ["IDP_REDIS_URL"], socket_timeout=20)) as connection:
        connection.flushdb()


class _Reader:
    """Hands mails on."""

    def __init__(self, mails: list[Any]) -> None:
        self.mails = mails

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default))
        return "250 kept"


@contextmanager
def mailbox(url: str, mails: list[Any]) -> Iterator[None]:
    """An SMTP server at ``url`` that puts what it is given into ``mails`` before it says 250."""
    parts = urlsplit(url)
    controller = Controller(_Reader(mails), hostname=parts.hostname, port=parts.port)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the sink's own lines are none of the product's
    controller.start()
    try:
        yield
    finally:
        controller.stop()
