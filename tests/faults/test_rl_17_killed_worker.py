"""A worker killed in the middle of a mail: it comes at least once, at most twice, and with the same code. RL-17."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import F

from idp.core import mail, outbox, smtp, wakeup
from idp.core.models import OutboxEntry
from idp.operations import doctor
from tests.factories.people import make_person
from tests.faults.conftest import OwnRedis
from tests.rp import Arrival, Browser
from tests.security.sign_ins import half_session
from tests.services import servers, under_test
from tests.services.daemons import Daemon
from tests.services.mail_server import Server, serving
from tests.services.place import Place

pytestmark = pytest.mark.django_db(transaction=True)
Soon = Callable[[Callable[[], object]], None]


@pytest.fixture
def mail_server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def worker(
    broker: OwnRedis, mail_server: Server, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Daemon]:
    """`idp worker` on the database of this test, told over the broker; this process takes nothing over."""
    monkeypatch.setattr(wakeup, "LOOK_EVERY_SECONDS", 3600.0)
    if not under_test.on_services():
        pytest.skip("a worker in a process of its own needs a database server")
    database = urlsplit(os.environ["IDP_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    given = {name: value for name, value in os.environ.items() if name.startswith("IDP_")}
    given |= {
        "IDP_DATABASE_URL": database.geturl(),
        "IDP_BROKER_URL": broker.url,
        "IDP_EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "IDP_LOG_LEVEL": "info",  # it says when it is ready
    }
    settings.IDP = settings.IDP.model_copy(update={"email_url": given["IDP_EMAIL_URL"]})
    daemon = servers.worker(Place(tmp_path, given))
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.stop()


def kill(worker: Daemon) -> None:
    """The worker and its children at once, as when the machine loses its power."""
    pid = worker.pid()
    assert pid is not None
    os.killpg(pid, signal.SIGKILL)
    while worker.pid() is not None:
        time.sleep(0.01)
    (worker.folder / "worker.log").unlink()  # of the next one, "ready" is to be its own


def claims_are_old() -> None:
    """As after a minute."""
    OutboxEntry.objects.exclude(claimed_at=None).update(claimed_at=F("claimed_at") - outbox.CLAIM)


def test_killed_in_mid_mail(worker: Daemon, mail_server: Server, soon: Soon) -> None:
    alice, browser = make_person(), Browser()
    mail_server.answers.clear()
    page = half_session(browser, alice)
    soon(lambda: mail_server.mails)  # the server has it, the worker does not know
    kill(worker)
    assert outbox.drain() == 0  # nobody takes what somebody may be sending
    claims_are_old()
    mail_server.answers.set()
    worker.start()
    wakeup.wake(wakeup.Lane.MAIL)
    soon(lambda: not OutboxEntry.objects.filter(done_at=None).exists())
    first, second = (message.get_content() for message in mail_server.mails)
    assert first == second
    code = next(line for line in first.splitlines() if line.isdecimal() and len(line) == 6)
    assert isinstance(browser.submit(page, code=code), Arrival)


def test_a_mail_is_over_before_its_claim_is() -> None:
    assert timedelta(seconds=smtp.WHOLE_SECONDS) < outbox.CLAIM <= timedelta(seconds=60)


def test_each_queue_is_heard_by_processes_of_its_own_which_end_together(
    worker: Daemon, mail_server: Server, soon: Soon
) -> None:
    (finding,) = doctor.examine(["broker and workers"])
    assert finding.ok and finding.words == "2 answer"
    heard = outbox.drain_task.app.control.inspect(timeout=2).active_queues()
    queues = {node.partition("@")[0]: {queue["name"] for queue in found} for node, found in heard.items()}
    assert queues == {"mail": {"mail", "default"}, "deliveries": {"deliveries"}}
    mail.send("password_changed", "ada@example.org", {"is_kept": True, "device": "", "ip": ""})
    soon(lambda: mail_server.mails)
    worker.stop()
    (finding,) = doctor.examine(["broker and workers"])
    assert "no worker answers" in finding.words
