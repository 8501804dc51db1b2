"""`idp doctor`: what is wrong with this deployment, and what to do about it. One function for each thing that can be."""

from collections.abc import Callable, Iterable

from idp.operations.doctor import clients, console, database, issuer, keys, mail, queue
from idp.operations.doctor.finding import Fault, Finding

CHECKS: dict[str, Callable[[], str]] = {
    "database": database.answers,
    "migrations": database.is_migrated,
    "clock": database.agrees_on_the_time,
    "keys": keys.are_ready,
    "factors": keys.factors_are_known,
    "redis": queue.redis_answers,
    "broker and workers": queue.workers_answer,
    "outbox": queue.is_drained,
    "mail": mail.is_taken,
    "issuer": issuer.answers_as_itself,
    "proxy": issuer.is_told_the_callers_address,
    "clients": clients.name_nobody_else,
    "sign-out notices": clients.can_be_told,
    "account console": console.is_served,
}


def examine(names: Iterable[str] = CHECKS) -> list[Finding]:
    """Run every check; none stops another."""
    return [_examine(name) for name in names]


def _examine(name: str) -> Finding:
    try:
        return Finding(name, True, CHECKS[name]())
    except Fault as fault:
        return Finding(name, False, fault.what, fault.remedy)
    except Exception as error:  # noqa: BLE001 - a broken deployment breaks in ways that nobody listed
        return Finding(name, False, f"{type(error).__name__}: {error}", "This check could not be carried out.")
