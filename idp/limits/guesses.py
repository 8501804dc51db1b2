"""Guess budgets: every guess at a person's factor class is counted before it is checked, at whichever door it comes.

A browser that the person signed in with before has a budget of its own; everybody else shares others, so that no stranger
spends the owner's. Five guesses are free; each further one waits 30 s x 2^n, at most an hour. Who guesses at a password waits
for what came from the same network; all strangers together get fifty and then one each quarter of an hour, but are never
stopped for good: a stop would be a lock-out weapon. A second factor stops for strangers at fifty until another proof.
Spec: NIST SP 800-63B §3.2.2 (throttling); RFC 4226 §7.3; OWASP, device cookies; ADR 0022.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError
from django.db.models import F, Q, QuerySet
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
BROWSER_STOP = 10  # a known browser that was wrong as often counts as a stranger's until it proves the person
STRANGERS_WAIT_SECONDS = 900  # for all of them together, after HARD_STOP wrong passwords within a day
FORGET_PASSWORD_AFTER = timedelta(days=1)  # a day without a wrong password ends the streak; factors forget only by a proof
BLOCKED = "limits.blocked"  # outbox kind; its handler tells the owner
_RETRIES = 50


class HardStop(Throttled):
    """The factor class is stopped until the person proves another factor or the address (``lift``)."""

    def __init__(self) -> None:
        super().__init__(LONGEST_WAIT_SECONDS)
        self.code = "factor_stopped"


@dataclass(frozen=True)
class Allowance:
    """How many guesses are free, how long the next ones wait, and the count after which there is none."""

    free: int = FREE
    first_wait_seconds: int = FIRST_WAIT_SECONDS
    longest_wait_seconds: int = LONGEST_WAIT_SECONDS
    stop: int | None = None
    tells_at: tuple[int, ...] = ()  # at which counts the owner is told

    def wait_seconds(self, failures: int) -> int:
        """How long the guess after ``failures`` wrong ones waits."""
        if failures < self.free:
            return 0
        doublings = min(failures - self.free, 20)  # far beyond the longest wait
        return min(self.first_wait_seconds * 2**doublings, self.longest_wait_seconds)


OWN = Allowance(stop=BROWSER_STOP, tells_at=(FREE, BROWSER_STOP))
NEAR = Allowance()
FACTOR = Allowance(stop=HARD_STOP, tells_at=(FREE, HARD_STOP))
STRANGERS = Allowance(HARD_STOP, STRANGERS_WAIT_SECONDS, STRANGERS_WAIT_SECONDS, tells_at=(FREE, HARD_STOP))


@dataclass(frozen=True)
class Charge:
    """One counted guess, the how manieth. If it is wrong: how many more are free, and how long the next one waits.

    ``browser`` is the known browser whose own budget it was counted in; empty for a stranger's. ``counted`` and ``cleared``
    are for ``refund`` and ``proved``.
    """

    failures: int
    attempts_left: int
    retry_after_seconds: int
    browser: str
    counted: Mapping[str, int] = field(repr=False)  # key of a budget -> its count
    cleared: frozenset[str] = field(repr=False)  # the budgets that a proof clears


class _Outrun(Exception):
    """Another guess was counted in between."""


def trusted(user: AbstractBaseUser | None, factor_class: str, browser: str) -> bool:
    """Whether a known browser (its digest, empty for a stranger's) has a budget of its own: not after too many failures."""
    row = GuessBudget.objects.filter(key_hash=_own_key(user, factor_class, browser)).first() if user and browser else None
    return bool(browser) and _streak(row, factor_class, clock.now()) < BROWSER_STOP


def charge(
    user: AbstractBaseUser | None,
    factor_class: str,
    *,
    address: str = "",
    browser: str = "",
    ip: str = "",
    request: HttpRequest | None = None,
) -> Charge:
    """Count one guess, before it is checked. Without a user, ``address`` names what the caller guessed at.

    ``browser`` is the digest of a browser known as the person's, ``ip`` where the guess comes from; the owner is told of
    the one that went too far, by ``request``.

    Never inside a transaction: the count must survive whatever follows.
    Raises: Throttled while blocked; HardStop when only another proof helps.
    """
    is_own = trusted(user, factor_class, browser)
    whom = f"user:{user.pk}" if user else f"address:{address}"
    shared = _key(factor_class, whom)
    if is_own:
        budgets = {_own_key(user, factor_class, browser): OWN}
    elif factor_class == PASSWORD:
        budgets = {_key(factor_class, whom, "network", http.network(ip, 24, 48)): NEAR, shared: STRANGERS}
    else:
        budgets = {shared: FACTOR}
    cleared = budgets.keys() - ({shared} if factor_class == PASSWORD else set())
    if browser:
        cleared |= {_own_key(user, factor_class, browser)}  # whoever proves it here is trusted here again
    for _ in range(_RETRIES):
        try:
            counted = _charge_once(budgets, user, factor_class, request)
        except (IntegrityError, _Outrun):
            continue
        return Charge(
            failures=max(counted.values()),
            attempts_left=max(0, min(allowance.free - counted[key] for key, allowance in budgets.items())),
            retry_after_seconds=max(allowance.wait_seconds(counted[key]) for key, allowance in budgets.items()),
            browser=browser if is_own else "",
            counted=counted,
            cleared=frozenset(cleared),
        )
    raise Throttled(1)  # that much contention on one person's budget is itself guessing


def _charge_once(
    budgets: Mapping[str, Allowance], user: AbstractBaseUser | None, factor_class: str, request: HttpRequest | None
) -> dict[str, int]:
    """One try at counting in all budgets or in none. Raises: as ``charge``; IntegrityError, _Outrun: somebody was faster."""
    moment = clock.now()
    rows = {row.key_hash: row for row in GuessBudget.objects.filter(key_hash__in=list(budgets))}
    counts = {key: _streak(rows.get(key), factor_class, moment) + 1 for key in budgets}
    for key, allowance in budgets.items():
        if allowance.stop is not None and counts[key] > allowance.stop:
            raise HardStop if allowance is FACTOR else Throttled(1)
    blocked_seconds = max(_blocked_seconds(rows.get(key), moment) for key in budgets)
    if blocked_seconds:
        raise Throttled(blocked_seconds)
    told = {"user_id": user.pk if user else None, "factor_class": factor_class, "at": clock.to_unix(moment)}
    _count(budgets, rows, counts, moment, told | _caller(request))
    return counts


@repeatable(durable=True)
def _count(
    budgets: Mapping[str, Allowance],
    rows: Mapping[str, GuessBudget],
    counts: Mapping[str, int],
    moment: datetime,
    told: dict[str, Any],
) -> None:
    """Count what was read. ``told``: what the owner hears when the wait begins. Raises: _Outrun."""
    for key, allowance in budgets.items():
        row, wait = rows.get(key), allowance.wait_seconds(counts[key])
        values = {
            "failures": counts[key],
            "blocked_until": moment + timedelta(seconds=wait) if wait else None,
            "last_failure_at": moment,
        }
        if row is None:
            owner = {"user_id": told["user_id"], "factor_class": told["factor_class"]}
            GuessBudget.objects.create(key_hash=key, **owner, **values)
        elif not _seen_again(row).update(**values):
            raise _Outrun
        if counts[key] in allowance.tells_at:  # without a user too: equal work; the handler then finds nobody to tell
            outbox.enqueue(BLOCKED, told, lifetime=timedelta(days=1))


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


def refund(charged: Charge) -> None:
    """Take back the newest guess, because it was none. Once another one was counted after it, it stays counted."""
    for key, failures in charged.counted.items():
        GuessBudget.objects.filter(key_hash=key, failures=failures).update(failures=failures - 1, blocked_until=None)


def proved(charged: Charge) -> None:
    """The guess was right: forget the failures that were counted beside it; of all strangers' it takes back only this one.

    Rows stay: InnoDB lets guesses that insert where another deletes run into a deadlock.
    """
    GuessBudget.objects.filter(key_hash__in=charged.cleared).update(failures=0, blocked_until=None)
    for key in charged.counted.keys() - charged.cleared:
        counted = GuessBudget.objects.filter(key_hash=key, failures__gt=0)
        GuessBudget.objects.filter(key_hash=key, failures=charged.counted[key]).update(blocked_until=None)
        counted.update(failures=F("failures") - 1)


def clear(user: AbstractBaseUser, factor_class: str) -> None:
    """Forget every failure of one factor class of this person, from wherever: what was guessed at is no more."""
    GuessBudget.objects.filter(user_id=user.pk, factor_class=factor_class).update(failures=0, blocked_until=None)


def lift(user: AbstractBaseUser, *, browser: str = "") -> None:
    """End stops, after a proof by another factor or of the address. The waiting starts where it began.

    A proof in a known browser trusts that browser again and gives strangers nothing; else it ends what strangers met.
    """
    budgets = GuessBudget.objects.filter(user_id=user.pk).exclude(factor_class=PASSWORD)
    if browser:
        classes = list(budgets.values_list("factor_class", flat=True).distinct())
        budgets = budgets.filter(key_hash__in=[_own_key(user, each, browser) for each in classes], failures__gte=BROWSER_STOP)
    else:
        budgets = budgets.filter(failures__gte=HARD_STOP)
    budgets.update(failures=FREE, blocked_until=None)


def prune(limit: int) -> int:
    """Delete up to ``limit`` budgets that say nothing any more a day after the last guess; returns how many.

    Those are of passwords, and of addresses and codes that belong to nobody.
    """
    is_forgotten = Q(user=None) | Q(factor_class=PASSWORD)
    stale = GuessBudget.objects.filter(is_forgotten, last_failure_at__lt=clock.now() - FORGET_PASSWORD_AFTER)
    return GuessBudget.objects.filter(pk__in=list(stale.values_list("pk", flat=True)[:limit])).delete()[0]


def _own_key(user: AbstractBaseUser | None, factor_class: str, browser: str) -> str:
    return _key(factor_class, f"user:{user.pk}" if user else "", "browser", browser)


def _key(factor_class: str, *names: str) -> str:
    return secrets.lasting_mac("guess budget", factor_class, *names)
