"""The only clock. Tests move it with time-machine."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, UTC."""
    return datetime.now(UTC)


def unix_time() -> int:
    """The current time in whole Unix seconds."""
    return int(time.time())


def from_unix(seconds: float) -> datetime:
    """Unix seconds as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)


def to_unix(moment: datetime) -> int:
    """An aware datetime as whole Unix seconds."""
    return int(moment.timestamp())
