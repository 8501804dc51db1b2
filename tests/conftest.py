"""Fixtures that every kind of test shares."""

import pytest

from idp.clients import registry
from idp.core import mail


@pytest.fixture(autouse=True)
def _fresh_process_state() -> None:
    """What a process remembers between requests does not reach the next test."""
    registry.forget()
    mail.memory.clear()
