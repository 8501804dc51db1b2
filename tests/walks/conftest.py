"""Walks meet thousands of refusals on purpose: their log lines would hide the one story that matters."""

import gc
import logging
from collections.abc import Iterator

import pytest

from idp.accounts.passwords import Argon2idHasher


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Thousands of sign-ins: hashes of the least effort, and fewer looks for garbage."""
    monkeypatch.setattr(Argon2idHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2idHasher, "time_cost", 1)
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    yield
    gc.set_threshold(*before)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
