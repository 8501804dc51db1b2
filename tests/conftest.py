"""Fixtures that every kind of test shares."""

import os
from collections.abc import Iterator

import pytest

from deploy import catalogues
from idp.clients import registry
from idp.core import mail
from idp.core.redis import breaker
from idp.limits import volume
from tests.services import under_test

catalogues.compile_stale()


@pytest.fixture(autouse=True)
def _fresh_process_state() -> None:
    """What a process remembers between requests does not reach the next test."""
    registry.forget()
    mail.memory.clear()
    volume.forget()
    breaker.succeeded()
    mail.breaker.succeeded()
    if under_test.on_services():
        under_test.empty_redis()


@pytest.fixture(scope="session", autouse=True)
def _services() -> Iterator[None]:
    """On real services: mail goes over SMTP into ``mail.memory``."""
    if not under_test.on_services():
        yield
        return
    with under_test.mailbox(os.environ["IDP_EMAIL_URL"], mail.memory):
        yield
