"""Rate limits of the doors in `doors.py`, in the database: one conditional UPDATE per bucket counts and decides.

Doors that only keep volume away are counted in Redis or in the process instead (`volume.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from idp.core import clock, metrics, networks, secrets
from idp.core.errors import Throttled
from idp.limits import gcra, volume
from idp.limits.doors import DOORS, FAILURES_ONLY, VOLUME, Door, Limit
from idp.limits.models import RateBucket

__all__ = ["Door", "RateExceeded", "check", "hit", "prune", "refund"]
_RETRIES = 20
_WIDTH = {"ip": networks.host, "network": networks.site, "near": networks.site}
log = structlog.get_logger("idp.limits")


class RateExceeded(Throttled):
    """A door's limit is reached; ``limit`` is the one that lasts longest."""

    def __init__(self, limit: Limit, wait_us: int) -> None:
        super().__init__(-(-wait_us // gcra.SECOND_US))
        self.limit = limit


@dataclass(frozen=True)
class _Bucket:
    """One limit for one caller: a single row, or a row for each event of an exact limit."""

    limit: Limit
    rate: gcra.Rate
    keys: tuple[str, ...]


def hit(door: Door, *, account: str = "", ip: str = "") -> None:
    """Count one event in every bucket of the door; a refused event counts in none, a failure in each that has room.

    Best outside a transaction: each bucket is one statement that waits for nothing, and so never for another bucket.
    Raises: RateExceeded, which is a Throttled.
    """
    now_us = _now_us()
    buckets = list(_buckets(door, account, ip))
    if door in VOLUME and _counted_elsewhere(door, buckets, now_us):
        return
    taken: list[tuple[str, _Bucket]] = []
    refused: list[tuple[int, Limit]] = []
    for bucket in buckets:
        key, wait = _take(bucket, now_us)
        if not wait:
            taken.append((key, bucket))
            continue
        refused.append((wait, bucket.limit))
        if door not in FAILURES_ONLY:
            break  # of many at once, whoever passes the first bucket finds the others free
    if not refused:
        return
    if door not in FAILURES_ONLY:
        for key, bucket in taken:
            _give_back(key, bucket, now_us)
    raise _exceeded(door, refused + _refusals(buckets, now_us))


def _counted_elsewhere(door: Door, buckets: list[_Bucket], now_us: int) -> bool:
    """Count at a volume door without the database; False where the database must. Raises: RateExceeded."""
    keyed = [(bucket.keys[0], bucket.rate) for bucket in buckets]
    try:
        wait, place = volume.in_redis(keyed, now_us)
    except volume.Away:
        if VOLUME[door] == "database":
            return False
        wait, place = volume.in_process(keyed, now_us)
    if wait:
        raise _exceeded(door, [(wait, buckets[place].limit)])
    return True


def check(door: Door, *, account: str = "", ip: str = "") -> None:
    """Refuse where the door's limit is reached, without counting. Raises: RateExceeded."""
    refused = _refusals(list(_buckets(door, account, ip)), _now_us())
    if refused:
        raise _exceeded(door, refused)


def _refusals(buckets: list[_Bucket], now_us: int) -> list[tuple[int, Limit]]:
    """Which buckets have no room now, and for how long."""
    found = _arrivals([key for bucket in buckets for key in bucket.keys])
    waits = [(min(_wait_us(bucket.rate, found.get(key, 0), now_us) for key in bucket.keys), bucket.limit) for bucket in buckets]
    return [(wait, limit) for wait, limit in waits if wait]


def _wait_us(rate: gcra.Rate, arrival_us: int, now_us: int) -> int:
    return gcra.wait_us(rate, gcra.believed_us(rate, arrival_us, now_us), now_us)


def refund(door: Door, *, account: str = "", ip: str = "") -> None:
    """Give one counted event back in every bucket of the door, because it turned out to be honest."""
    now_us = _now_us()
    for bucket in _buckets(door, account, ip):
        found = _arrivals(bucket.keys)
        if found:
            _give_back(max(found, key=lambda each: found[each]), bucket, now_us)


def prune(limit: int) -> int:
    """Delete up to ``limit`` buckets that no longer hold anything back; returns how many."""
    stale = RateBucket.objects.filter(expires_at__lt=clock.now()).values_list("pk", flat=True)[:limit]
    return RateBucket.objects.filter(pk__in=list(stale), expires_at__lt=clock.now()).delete()[0]


def _give_back(key: str, bucket: _Bucket, now_us: int) -> None:
    counted = RateBucket.objects.filter(key_hash=key, arrival_at_us__gt=now_us)
    counted.update(arrival_at_us=F("arrival_at_us") - bucket.rate.interval_us)


def _take(bucket: _Bucket, now_us: int) -> tuple[str, int]:
    """Count the event in the first row that has room: that row, and 0; or how long to wait if none has."""
    keys: list[str] = list(bucket.keys)
    if len(keys) > 1:
        found = _arrivals(keys)
        keys.sort(key=lambda key: found.get(key, 0))
    waits = []
    for key in keys:
        wait = _take_row(key, bucket, now_us)
        if not wait:
            return key, 0
        waits.append(wait)
    return "", min(waits)


def _take_row(key: str, bucket: _Bucket, now_us: int) -> int:
    rate = bucket.rate
    expires_at = clock.from_unix(now_us / gcra.SECOND_US) + timedelta(microseconds=rate.period_us)
    for _ in range(_RETRIES):
        counted = RateBucket.objects.filter(key_hash=key, arrival_at_us__lte=rate.latest_us(now_us)).update(
            arrival_at_us=Greatest(F("arrival_at_us"), Value(now_us)) + rate.interval_us, expires_at=expires_at
        )
        if counted:
            return 0
        arrival_us = _arrivals([key]).get(key)
        if arrival_us is not None:
            wait = _wait_us(rate, arrival_us, now_us)
            if wait:
                return wait
            believed = gcra.believed_us(rate, arrival_us, now_us)  # or else refunded in between
            RateBucket.objects.filter(key_hash=key, arrival_at_us=arrival_us).update(arrival_at_us=believed)
            continue
        try:
            with transaction.atomic():
                RateBucket.objects.create(
                    key_hash=key, arrival_at_us=gcra.next_arrival_us(rate, 0, now_us), expires_at=expires_at
                )
        except IntegrityError:
            continue  # somebody else was first
        return 0
    return gcra.SECOND_US


def _arrivals(keys: Iterable[str]) -> dict[str, int]:
    return dict(RateBucket.objects.filter(key_hash__in=list(keys)).values_list("key_hash", "arrival_at_us"))


def _exceeded(door: Door, refused: list[tuple[int, Limit]]) -> RateExceeded:
    wait, limit = max(refused, key=lambda each: each[0])
    metrics.limited.labels(door.value).inc()
    log.info("rate limit", door=door.value, scope=limit.scope, wait_seconds=wait // gcra.SECOND_US)
    return RateExceeded(limit, wait)


def _buckets(door: Door, account: str, ip: str) -> Iterator[_Bucket]:
    """The buckets of one caller, in the table's order, which is the order in which rows are locked."""
    for limit in DOORS[door]:
        value = _value(limit, account, ip)
        if not value:
            continue
        period_us = limit.period_seconds * gcra.SECOND_US
        names = [door.value, limit.scope, str(limit.count), str(limit.period_seconds), value]
        if limit.exact:
            keys = tuple(secrets.lasting_mac("rate bucket", *names, str(slot)) for slot in range(limit.count))
            yield _Bucket(limit, gcra.Rate(1, period_us), keys)
        else:
            yield _Bucket(limit, gcra.Rate(limit.count, period_us), (secrets.lasting_mac("rate bucket", *names),))


def _value(limit: Limit, account: str, ip: str) -> str:
    """Who is counted: the account, its callers of one network, or a caller's address or network."""
    if limit.scope == "account":
        return account
    place = _WIDTH[limit.scope](ip)
    return place if limit.scope != "near" else account and f"{account} {place}"


def _now_us() -> int:
    return int(clock.now().timestamp() * gcra.SECOND_US)
