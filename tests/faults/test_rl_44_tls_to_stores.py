"""TLS to database, Redis and broker: really there, with the right name and authority, or no connection. RL-44."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from django.db import OperationalError, connections
from django_redis import get_redis_connection
from django_redis.pool import ConnectionFactory

from idp.core import redis as speed
from idp.core.redis import Away
from idp.settings import database, redis, urls
from tests.architecture.source import ROOT
from tests.services import place, servers, under_test
from tests.services.certificates import Authority
from tests.services.place import Place

pytestmark = pytest.mark.skipif(not under_test.on_services(), reason="servers with TLS are Debian's")
NAME = "localhost"


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    """The one that signed, and another."""
    return Authority(tmp_path_factory.mktemp("ours")), Authority(tmp_path_factory.mktemp("theirs"))


@pytest.fixture(scope="module", params=["127.0.0.1", "db.example.org", ""])
def mariadb(request: Any, authorities: tuple[Authority, Authority], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A MariaDB whose certificate names it, one whose certificate names another, and one without TLS."""
    url = f"mysql://{place.USER}:only-a-test@127.0.0.1:{place.free_ports(1)[0]}/gatehouse"
    here = Place(tmp_path_factory.mktemp("mariadb"), {"IDP_DATABASE_URL": url})
    servers.initialise(here)
    options = ["--skip-ssl"]
    if request.param:
        certificate, key = authorities[0].sign(request.param)
        options = [f"--ssl-cert={certificate}", f"--ssl-key={key}"]
    daemon = servers.mariadb(here, *options)
    daemon.start()
    yield SimpleNamespace(url=url, name=request.param)
    daemon.stop()


def cipher(url: str) -> str:
    """How the connection that Django makes is enciphered; empty for clear text."""
    from django.db.backends.mysql.base import DatabaseWrapper  # noqa: PLC0415 - the embedded profile has no driver

    given = database.parse(url, ROOT)
    alone = DatabaseWrapper(connections.configure_settings({"default": given})["default"])
    with closing(alone), alone.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        return str(cursor.fetchone()[1])


@pytest.mark.django_db
def test_the_database_under_each_mode(mariadb: Any, authorities: tuple[Authority, Authority]) -> None:
    ours, theirs = (authority.file for authority in authorities)
    modes = ("REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")
    by_authority = [f"{mariadb.url}?ssl-mode={mode}&ssl-ca={ours}" for mode in modes]
    good = {
        "127.0.0.1": [f"{mariadb.url}?ssl-mode=REQUIRED", *by_authority],
        "db.example.org": [f"{mariadb.url}?ssl-mode=REQUIRED"],
    }
    bad = [f"{mariadb.url}?ssl-mode={mode}&ssl-ca={theirs}" for mode in modes]
    bad += [f"{mariadb.url}?ssl-mode=VERIFY_IDENTITY", f"{mariadb.url}?ssl-mode=REQUIRED", *by_authority]
    assert cipher(mariadb.url) == ""
    for url in good.get(mariadb.name, []):
        assert cipher(url), url
    for url in set(bad) - set(good.get(mariadb.name, [])):
        with pytest.raises(OperationalError, match=r"TLS/SSL"):
            cipher(url)


@pytest.fixture(scope="module")
def tls_redis(authorities: tuple[Authority, Authority], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A Redis that speaks TLS alone, by a certificate that names localhost; its port."""
    certificate, key = authorities[0].sign(NAME)
    plain, port = place.free_ports(2)
    here = Place(tmp_path_factory.mktemp("redis"), {"IDP_REDIS_URL": f"redis://127.0.0.1:{plain}/0"})
    options = ["--tls-port", str(port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key)]
    daemon = servers.redis(here, *options, "--tls-auth-clients", "no")
    daemon.start()
    yield port
    daemon.stop()


def asks_cache(settings: Any, url: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    settings.CACHES = {"default": redis.cache(url)}
    settings.CACHES["default"]["OPTIONS"] |= {"SOCKET_TIMEOUT": 2, "SOCKET_CONNECT_TIMEOUT": 2}  # a busy machine's handshake
    settings.IDP = settings.IDP.model_copy(update={"redis_url": url})
    monkeypatch.setattr(speed, "breaker", speed.Breaker())
    monkeypatch.setattr(ConnectionFactory, "_pools", {})
    with closing(get_redis_connection("default")):
        try:
            return bool(speed.ask(lambda connection: connection.ping()))
        except Away:
            return False


def reaches_broker(url: str) -> bool:
    app = Celery("trial", broker=urls.redis(url).plain, set_as_current=False)
    app.conf.broker_use_ssl = redis.tls(url) or False  # as CELERY_BROKER_USE_SSL is
    with app.connection() as connection:
        try:
            connection.ensure_connection(max_retries=1, timeout=2)
            connection.default_channel.client.ping()
        except Exception:  # noqa: BLE001 - refused, in whichever layer's words
            return False
        return True


def test_cache_and_broker_talk_to_the_right_server_alone(
    tls_redis: int, authorities: tuple[Authority, Authority], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = (authority.file for authority in authorities)
    urls_and_verdicts = {
        f"rediss://{NAME}:{tls_redis}/0?ssl-ca={ours}": True,
        f"rediss://{NAME}:{tls_redis}/0?ssl-ca={theirs}": False,
        f"rediss://{NAME}:{tls_redis}/0": False,
        f"rediss://127.0.0.1:{tls_redis}/0?ssl-ca={ours}": False,
        f"redis://{NAME}:{tls_redis}/0": False,
    }
    assert {url: asks_cache(settings, url, monkeypatch) for url in urls_and_verdicts} == urls_and_verdicts
    assert {url: reaches_broker(url) for url in urls_and_verdicts} == urls_and_verdicts


@pytest.mark.parametrize("error", [NotImplementedError("sentinel"), ValueError("port"), KeyError("a new one")])
def test_whatever_a_redis_does_it_is_away(settings: Any, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    settings.IDP = settings.IDP.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    settings.CACHES = {"default": redis.cache("redis://127.0.0.1:1/0")}

    def fail(_: Any) -> None:
        raise error

    with pytest.raises(Away):
        speed.ask(fail)


def test_files_are_looked_for_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate", encoding="ascii")
    for url in (f"rediss://redis/0?ssl-ca={tmp_path}/none.pem", f"rediss://redis/0?ssl-ca={tmp_path}/no.pem"):
        with pytest.raises(ValueError, match="ssl-ca"):
            urls.redis(url)
