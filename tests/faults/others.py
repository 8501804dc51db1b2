"""Somebody else at the same database: a transaction that holds locks, and what happens to who waits for them."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.db import OperationalError, connection

from idp.limits.models import RateBucket

WEIGHT = 200  # rows that the other transaction has changed: of two, InnoDB rolls the lighter one back


class Other:
    """A transaction of somebody else's, on a connection of its own."""

    def __init__(self) -> None:
        import MySQLdb  # noqa: PLC0415 - the embedded profile has no driver

        self.connection = MySQLdb.connect(**connection.get_connection_params() | {"read_timeout": 30})
        self.do("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self.do("START TRANSACTION")

    def do(self, statement: str) -> None:
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(statement)

    def lock_the_end_of(self, table: str) -> None:
        """Nobody else may add a row."""
        self.do(f"SELECT id FROM `{table}` ORDER BY id DESC LIMIT 1 FOR UPDATE")

    def grow_heavy(self) -> None:
        rows = ",".join(f"(REPEAT('{number:04}', 16), 1, '2030-01-01')" for number in range(WEIGHT))
        self.do(f"INSERT INTO `{RateBucket._meta.db_table}` (key_hash, arrival_at_us, expires_at) VALUES {rows}")

    def let_go(self) -> None:
        self.connection.rollback()

    def kill_who_waits(self) -> None:
        """Cut the connections that wait for a lock, in the middle of their transactions."""
        for (number,) in waiting():
            self.do(f"KILL {number}")


def at_once(act: Callable[[], Any]) -> Callable[[], Any]:
    """Begin ``act`` in a thread of its own; calling what is returned waits for its result."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(act())
        except OperationalError as error:
            results.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()

    def result() -> Any:
        thread.join(30)
        assert results, "it raised"
        return results[0]

    return result


def waiting() -> list[tuple[int]]:
    """The connections that wait for a lock, by their number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT trx_mysql_thread_id FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
        return list(cursor.fetchall())


def until_somebody_waits() -> None:
    """Return when a transaction waits for a lock."""
    ends_at = time.monotonic() + 10
    while not waiting():
        assert time.monotonic() < ends_at, "nobody waits"
        time.sleep(0.15)  # InnoDB renews that table for a reader who was away for a tenth of a second
