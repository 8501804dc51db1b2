"""`idp doctor` on things that are really broken: each fault is named with its remedy."""

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as plain

from idp.clients import account_console, registration
from idp.clients.models import Client
from idp.core import clock, outbox
from idp.core.models import OutboxEntry
from idp.oidc import keys
from idp.oidc.models import SigningKey
from idp.operations import doctor
from idp.operations.doctor.finding import Finding
from idp.settings.redis import cache
from tests.architecture.source import ROOT
from tests.e2e.running_demo import without_configuration
from tests.factories.react_app import make_build
from tests.integration.operations.terminal import refused, run, run_json
from tests.services.place import free_ports

pytestmark = pytest.mark.django_db


def examine(name: str) -> Finding:
    (finding,) = doctor.examine([name])
    return finding


def configured(settings: Any, **values: Any) -> None:
    settings.IDP = plain.IDP.model_copy(update=values)


@contextmanager
def answering(document: Any) -> Iterator[str]:
    """A server that answers every request so; its origin."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("name", ["database", "migrations", "clock", "keys", "redis", "outbox", "mail", "proxy"])
def test_what_works_is_said_to(name: str) -> None:
    keys.ensure()
    finding = examine(name)
    assert finding.ok, finding
    assert finding.words and not finding.remedy


def test_all_is_well_and_the_exit_code_says_so() -> None:
    keys.ensure()
    assert "ok" in run("doctor", "--only", "keys", "--only", "database")
    assert [finding["ok"] for finding in run_json("doctor", "--only", "keys")] == [True]


def test_a_fault_is_exit_code_one_and_every_one_is_named(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    SigningKey.objects.all().delete()
    configured(settings, email_url=f"smtp://127.0.0.1:{free_ports(1)[0]}")
    refusal = refused("doctor", "--only", "keys", "--only", "mail", "--only", "proxy")
    assert refusal.code == 1
    assert refusal.words == "2 of 3 checks found a fault."


def test_no_key_and_an_old_key() -> None:
    SigningKey.objects.all().delete()
    assert "no active key" in examine("keys").words
    keys.ensure()
    SigningKey.objects.update(created_at=clock.now() - timedelta(days=91))
    assert "idp keys rotate" in examine("keys").remedy


def test_a_ring_that_does_not_open_the_keys(settings: Any) -> None:
    keys.ensure()
    keys.signer("RS256")  # this process has parsed them all
    SigningKey.objects.filter(alg="ES256", state="active").update(sealed_private_jwk="v1:gone:AAAA", kid="another")
    finding = examine("keys")
    keys.forget()
    assert not finding.ok
    assert "IDP_ENCRYPTION_KEYS" in finding.remedy


def test_redis_where_nothing_listens(settings: Any) -> None:
    url = f"redis://127.0.0.1:{free_ports(1)[0]}/0"
    settings.CACHES = {"default": cache(url)}
    configured(settings, redis_url=url)
    finding = examine("redis")
    assert not finding.ok
    assert "IDP_REDIS_URL" in finding.remedy


def test_a_mail_server_that_is_not_there_and_one_that_wants_no_such_sender(settings: Any) -> None:
    configured(settings, email_url=f"smtp://127.0.0.1:{free_ports(1)[0]}")
    assert "does not answer" in examine("mail").words
    configured(settings, email_url="console://", public_url="https://idp.example.org")
    assert "nobody gets it" in examine("mail").words


def test_an_entry_that_nobody_carries_out() -> None:
    outbox.enqueue("mail", {}, lifetime=timedelta(hours=1))
    assert examine("outbox").ok
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        assert "overdue" in examine("outbox").words
    OutboxEntry.objects.update(attempts=3, last_error="ConnectionRefusedError", due_at=clock.now() + timedelta(minutes=10))
    assert "ConnectionRefusedError" in examine("outbox").words


def test_an_issuer_that_nobody_serves_that_is_another_or_that_is_itself(settings: Any) -> None:
    configured(settings, public_url=f"http://localhost:{free_ports(1)[0]}")
    assert "does not answer" in examine("issuer").words
    with answering({"issuer": "https://another.example.org"}) as origin:
        configured(settings, public_url=origin)
        finding = examine("issuer")
        assert "answers as https://another.example.org" in finding.words
        assert "IDP_PUBLIC_URL" in finding.remedy
    with answering("no document") as origin:
        configured(settings, public_url=origin)
        assert "something else" in examine("issuer").words


def test_a_proxy_that_is_not_trusted(settings: Any) -> None:
    configured(settings, public_url="https://idp.example.org", trusted_proxies=[])
    assert "IDP_TRUSTED_PROXIES" in examine("proxy").remedy


def test_a_database_that_was_never_migrated_or_is_not_there(tmp_path: Path) -> None:
    keys_given = {"IDP_SECRET_KEY": "s" * 43, "IDP_ENCRYPTION_KEYS": "a:" + "A" * 43 + "="}
    for url, expected in (
        (f"sqlite:///{tmp_path}/new.sqlite3", "idp migrate"),
        (f"sqlite:///{tmp_path}/no/such/folder/idp.sqlite3", "IDP_DATABASE_URL"),
    ):
        ended = subprocess.run(
            [sys.executable, "-m", "idp.cli", "doctor", "--only", "migrations"],
            cwd=tmp_path,
            env=without_configuration()
            | keys_given
            | {"IDP_DATABASE_URL": url, "PYTHONPATH": str(ROOT), "HOME": os.environ["HOME"]},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert ended.returncode == 1, ended.stderr
        assert expected in ended.stdout
        assert "Traceback" not in ended.stderr


def test_an_account_console_that_cannot_be_reached(settings: Any, tmp_path: Path) -> None:
    settings.APP_DIST = None
    assert "make wheel" in examine("account console").remedy
    make_build(tmp_path, settings)
    assert "idp serve" in examine("account console").remedy
    account_console.ensure()
    assert examine("account console").ok
    registration.set_enabled(Client.objects.get(), False, actor="operator")
    assert "idp client enable gatehouse-app" in examine("account console").remedy
    configured(settings, public_url="https://idp.example.org")
    registration.set_enabled(Client.objects.get(), True, actor="operator")
    assert "https://idp.example.org/app/callback" in examine("account console").remedy
    configured(settings, app_client_id="")
    assert examine("account console").ok
