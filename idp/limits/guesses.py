"""Guess budgets: every guess at a person's factor class is counted before it is checked, at whichever door it comes.

Five guesses are free; each further one waits 30 s x 2^n, at most an hour; at fifty the factor class stops until the
person proves another factor or the address. Passwords back off but never stop: a stop would be a lock-out weapon.
Spec: NIST SP 800-63B §3.2.2 (throttling); RFC 4226 §7.3.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest

from idp.core import clock, http, outbox, secrets
from idp.core.errors import Throttled
from idp.core.transactions import repeatable
from idp.limits.models import GuessBudget

PASSWORD = "password"  # noqa: S105 - the name of a factor class
FREE = 5
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 3600
HARD_STOP = 50
FORGET_PASSWORD_AFTER = timedelta(days=1)  # a day without a wrong password ends the streak; factors forget only by a proof
BLOCKED = "limits.blocked"  # outbox kind; its handler tells the owner
_RETRIES = 50


class HardStop(Throttled):
    """The factor class is stopped until the person proves another factor or the address (``lift``)."""

    def __init__(self) -> None:
        super().__init__(LONGEST_WAIT_SECONDS)
        self.code = "factor_stopped"


@dataclass(frozen=True)
class Charge:
    """One counted guess, the how manieth. If it is wrong: how many more are free, and how long the next one waits."""

    failures: int
    attempts_left: int
    retry_after_seconds: int


def wait_seconds(failures: int) -> int:
    """How long the guess after ``failures`` wrong ones waits."""
    if failures < FREE:
        return 0
    doublings = min(failures - FREE, 20)  # far beyond the longest wait
    return min(FIRST_WAIT_SECONDS * 2**doublings, LONGEST_WAIT_SECONDS)


def charge(
    user: AbstractBaseUser | None, factor_class: str, *, address: str = "", request: HttpRequest | None = None
) -> Charge:
    """Count one guess, before it is checked. Without a user, ``address`` (canonical) names whom the caller guessed at.

    ``request`` is where the guess comes from: the owner is told of the one that went too far.

    Never inside a transaction: the count must survive whatever follows.
    Raises: Throttled while blocked; HardStop when only another proof helps.
    """
    key_hash = _key(user, factor_class, address)
    for _ in range(_RETRIES):
        charged = _charge_once(key_hash, user, factor_class, request)
        if charged is not None:
            return charged
    raise Throttled(1)  # that much contention on one person's budget is itself guessing


def _charge_once(key_hash: str, user: AbstractBaseUser | None, factor_class: str, request: HttpRequest | None) -> Charge | None:
    """One try; None when another guess was counted in between."""
    moment = clock.now()
    row = GuessBudget.objects.filter(key_hash=key_hash).first()
    failures = _streak(row, factor_class, moment) + 1
    if failures > HARD_STOP and factor_class != PASSWORD:
        raise HardStop
    blocked_seconds = _blocked_seconds(row, moment)
    if blocked_seconds:
        raise Throttled(blocked_seconds)
    wait = wait_seconds(failures)
    values = {
        "failures": failures,
        "blocked_until": moment + timedelta(seconds=wait) if wait else None,
        "last_failure_at": moment,
    }
    told = {"user_id": user.pk if user else None, "factor_class": factor_class, "at": clock.to_unix(moment)}
    try:
        is_counted = _count(row, key_hash, values, told | _caller(request))
    except IntegrityError:
        return None
    return Charge(failures, attempts_left=max(0, FREE - failures), retry_after_seconds=wait) if is_counted else None


@repeatable(durable=True)
def _count(row: GuessBudget | None, key_hash: str, values: dict[str, Any], told: dict[str, Any]) -> bool:
    """Count what was read; False when somebody was faster. ``told``: what the owner hears when the wait begins."""
    if row is None:
        owner = {"user_id": told["user_id"], "factor_class": told["factor_class"]}
        GuessBudget.objects.create(key_hash=key_hash, **owner, **values)
    elif not _seen_again(row).update(**values):
        return False
    if values["failures"] in (FREE, HARD_STOP):  # without a user too: equal work; the handler then finds nobody to tell
        outbox.enqueue(BLOCKED, told, lifetime=timedelta(days=1))
    return True


def _blocked_seconds(row: GuessBudget | None, moment: datetime) -> int:
    """How long the next guess has to wait; a block longer than any that is given is of a clock that was set back since."""
    if row is None or row.blocked_until is None or row.blocked_until <= moment:
        return 0
    seconds = math.ceil((row.blocked_until - moment).total_seconds())
    return seconds if seconds <= 2 * LONGEST_WAIT_SECONDS else 0


def _caller(request: HttpRequest | None) -> dict[str, str]:
    return {"ip": http.client_ip(request), "user_agent": http.user_agent(request)} if request else {"ip": "", "user_agent": ""}


def _seen_again(row: GuessBudget) -> QuerySet[GuessBudget]:
    """The row, unless another guess was counted or the budget was cleared since it was read."""
    return GuessBudget.objects.filter(pk=row.pk, failures=row.failures, last_failure_at=row.last_failure_at)


def _streak(row: GuessBudget | None, factor_class: str, moment: datetime) -> int:
    if row is None or (factor_class == PASSWORD and moment - row.last_failure_at > FORGET_PASSWORD_AFTER):
        return 0
    return row.failures


def refund(user: AbstractBaseUser, factor_class: str, charged: Charge) -> None:
    """Take back the newest guess, because it was none. Once another one was counted after it, it stays counted."""
    newest = GuessBudget.objects.filter(key_hash=_key(user, factor_class, ""), failures=charged.failures)
    newest.update(failures=charged.failures - 1, blocked_until=None)


def clear(user: AbstractBaseUser | None, factor_class: str, *, address: str = "") -> None:
    """Forget the failures of one factor class, after a proof by it.

    The row stays: InnoDB lets guesses that insert where another deletes run into a deadlock.
    """
    GuessBudget.objects.filter(key_hash=_key(user, factor_class, address)).update(failures=0, blocked_until=None)


def lift(user: AbstractBaseUser) -> None:
    """End hard stops, after a proof by another factor or of the address. The waiting starts where it began."""
    GuessBudget.objects.filter(user_id=user.pk, failures__gte=HARD_STOP).update(failures=FREE, blocked_until=None)


def prune(limit: int) -> int:
    """Delete up to ``limit`` budgets of addresses that nobody has, a day after the last guess; returns how many."""
    stale = GuessBudget.objects.filter(user=None, last_failure_at__lt=clock.now() - FORGET_PASSWORD_AFTER)
    return GuessBudget.objects.filter(pk__in=list(stale.values_list("pk", flat=True)[:limit])).delete()[0]


def _key(user: AbstractBaseUser | None, factor_class: str, address: str) -> str:
    return secrets.lasting_mac("guess budget", factor_class, f"user:{user.pk}" if user else f"address:{address}")
