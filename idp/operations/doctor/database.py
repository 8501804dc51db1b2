"""The database: it answers, gives the guarantees that our transactions rely on, has our schema and our time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from idp.core import clock
from idp.operations.doctor.finding import Fault
from idp.settings import sqlite

LONGEST_DRIFT = timedelta(seconds=2)
_NARROW_TABLES = """
SELECT DISTINCT table_name FROM information_schema.columns
WHERE table_schema = DATABASE() AND character_set_name IS NOT NULL AND character_set_name <> 'utf8mb4' ORDER BY table_name
"""
_START = "Start it, or correct IDP_DATABASE_URL."


def answers() -> str:
    """Which database, in which mode. Raises: Fault."""
    return _on_mysql() if connection.vendor == "mysql" else _on_sqlite()


def is_migrated() -> str:
    """The schema is that of this version. Raises: Fault."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise Fault(f"the schema cannot be read ({_first_line(error)})", _START) from None
    pending = [f"{migration.app_label}.{migration.name}" for migration, _ in _plan(executor)]
    if pending:
        raise Fault(f"{len(pending)} migrations are pending, the first is {pending[0]}", "Run `idp migrate`.")
    return "the schema is up to date"


def agrees_on_the_time() -> str:
    """Expiry is judged by each node's clock; the database's is the common one. Raises: Fault."""
    if connection.vendor != "mysql":
        return "one machine, one clock"
    ((there,),) = _ask("SELECT UTC_TIMESTAMP(6)")
    drift = abs(clock.now() - (there if isinstance(there, datetime) else datetime.fromisoformat(there)).replace(tzinfo=UTC))
    if drift > LONGEST_DRIFT:
        raise Fault(
            f"this machine's clock is {drift.total_seconds():.1f} s away from the database's",
            "Run a time service (chrony, systemd-timesyncd) on both; codes of apps are refused at half a minute.",
        )
    return f"{drift.total_seconds() * 1000:.0f} ms away from the database's clock"


def _on_mysql() -> str:
    found = dict(_ask("SHOW VARIABLES WHERE Variable_name IN ('version', 'transaction_isolation', 'tx_isolation', 'sql_mode')"))
    isolation = found.get("transaction_isolation") or found["tx_isolation"]  # MariaDB before 11.1 knows only the old name
    mode = found["sql_mode"]
    if isolation != "READ-COMMITTED":
        raise Fault(f"transactions are {isolation}", "Remove what overrides the isolation level: READ COMMITTED is ours.")
    if "STRICT_ALL_TABLES" not in mode:
        raise Fault(
            f"sql_mode is {mode or 'empty'}", "Remove what overrides sql_mode: without strictness values are cut short."
        )
    require_utf8mb4()
    return f"{found['version']}, READ COMMITTED, strict, utf8mb4{_transport()}"


def require_utf8mb4() -> None:
    """The database and each text column hold every character there is (latin1 and utf8mb3 do not). Raises: Fault."""
    ((charset, name),) = _ask("SELECT @@character_set_database, DATABASE()")
    if charset != "utf8mb4":
        raise Fault(
            f"the character set of the database {name} is {charset}, which has no place for every name",
            f"ALTER DATABASE `{name}` CHARACTER SET utf8mb4; then `idp migrate`, which has made no table here.",
        )
    narrow = [table for (table,) in _ask(_NARROW_TABLES)]
    if narrow:
        raise Fault(
            f"{len(narrow)} tables are not utf8mb4, the first is {narrow[0]}",
            f"Back up, then for each: ALTER TABLE {narrow[0]} CONVERT TO CHARACTER SET utf8mb4.",
        )


def _transport() -> str:
    ((_, cipher),) = _ask("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
    return ", TLS" if cipher else ""


def _on_sqlite() -> str:
    ((journal,),) = _ask("PRAGMA journal_mode")
    ((verdict,),) = _ask("PRAGMA quick_check(1)")
    if journal not in {"wal", "memory"}:  # a database in memory, of a test
        raise Fault(f"journal mode is {journal}", "Put the file on a local disk: WAL does not work over a network.")
    if verdict != "ok":
        raise Fault(f"the file is damaged: {verdict}", "Stop the server and restore the newest backup.")
    remedy = sqlite.too_open(str(connection.settings_dict["NAME"]))
    if remedy:
        raise Fault("others on this machine may read it, or its folder", f"Run: {remedy}")
    return "SQLite, WAL, intact, the owner's alone"


def _ask(query: str) -> Any:
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    except DatabaseError as error:
        raise Fault(f"it does not answer ({_first_line(error)})", _START) from None


def _plan(executor: MigrationExecutor) -> Any:
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
