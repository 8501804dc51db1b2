"""A transaction that the database rolled back for the sake of another is run again, where that is safe (decision 15)."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

DEADLOCK, LOCK_WAIT = 1213, 1205  # MariaDB: chosen as the victim of a deadlock; waited for a lock for too long
TRIES = 3
_PAUSE_SECONDS = (0.01, 0.05)
Given = ParamSpec("Given")
Result = TypeVar("Result")


def is_conflict(error: BaseException) -> bool:
    """Whether another transaction was in the way: this one left nothing behind, and may well succeed now."""
    return isinstance(error, OperationalError) and bool(error.args) and error.args[0] in {DEADLOCK, LOCK_WAIT}


def repeatable(*, durable: bool = False) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Make a function one transaction that is run again when it lost a conflict.

    Only for a function that finds out all it decides on by itself or in the conditions of its statements, and that leaves
    nothing behind in Python when it fails. Within a transaction of its caller it is a part of that, and not repeated; with
    ``durable`` it refuses to be one.
    """

    def decorate(function: Callable[Given, Result]) -> Callable[Given, Result]:
        @wraps(function)
        def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
            for _ in range(0 if connection.in_atomic_block else TRIES - 1):
                try:
                    with transaction.atomic(durable=durable):
                        return function(*args, **kwargs)
                except OperationalError as error:
                    if not is_conflict(error):
                        raise
                    time.sleep(random.uniform(*_PAUSE_SECONDS))  # noqa: S311 - only so that two losers do not meet again
            with transaction.atomic(durable=durable):
                return function(*args, **kwargs)

        return run

    return decorate
