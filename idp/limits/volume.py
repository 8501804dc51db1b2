"""The doors whose limits only keep volume away: counted in Redis while it answers, by one atomic script.

Without Redis such a door falls back to the database or, where a statement for each request is too dear, to this process.
Losing these counts lets through at most one burst more; no guess is counted here. Spec: security rule 9; ADR 0010.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from idp.core import redis
from idp.core.redis import Away
from idp.limits import gcra

# For each key: interval, burst tolerance. All buckets have room, and each is moved on; or none is moved.
# Answers the longest wait and the place of its bucket, or 0. A key lives no longer than it holds anything back.
# An arrival time that only a clock of the future can have written leaves room for one event (gcra.believed_us).
SCRIPT = """
local now, waits, at = tonumber(ARGV[1]), 0, 0
local arrivals = {}
for i, key in ipairs(KEYS) do
  local arrival = math.max(tonumber(redis.call('GET', key) or '0'), now)
  local interval, burst = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  if arrival - now > 2 * (interval + burst) then arrival = now + burst end
  local wait = arrival - now - burst
  if wait > waits then waits, at = wait, i end
  arrivals[i] = arrival + interval
end
if at > 0 then return {waits, at - 1} end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', arrivals[i]), 'PX', math.ceil((arrivals[i] - now) / 1000) + 1)
end
return {0, 0}
"""
KEPT_IN_PROCESS = 10_000  # buckets; the one unused for longest goes first

Bucket = tuple[str, gcra.Rate]
_here: OrderedDict[str, int] = OrderedDict()
_lock = threading.Lock()


def in_redis(buckets: Sequence[Bucket], now_us: int) -> tuple[int, int]:
    """Count one event in every bucket, or in none: the longest wait in microseconds and its bucket's place; 0 if counted.

    Raises: redis.Away.
    """
    numbers = [number for _, rate in buckets for number in (rate.interval_us, rate.interval_us * (rate.count - 1))]
    keys = [f"limit:{key}" for key, _ in buckets]
    wait, place = redis.ask(lambda connection: connection.eval(SCRIPT, len(keys), *keys, now_us, *numbers))
    return int(wait), int(place)


def in_process(buckets: Sequence[Bucket], now_us: int) -> tuple[int, int]:
    """The same for this process alone: a coarse shield, as many times wider as there are processes."""
    with _lock:
        arrivals = [gcra.believed_us(rate, _here.get(key, 0), now_us) for key, rate in buckets]
        waits = [gcra.wait_us(rate, at, now_us) for (_, rate), at in zip(buckets, arrivals, strict=True)]
        if any(waits):
            return max(waits), waits.index(max(waits))
        for (key, rate), at in zip(buckets, arrivals, strict=True):
            _here[key] = gcra.next_arrival_us(rate, at, now_us)
            _here.move_to_end(key)
        while len(_here) > KEPT_IN_PROCESS:
            _here.popitem(last=False)
    return 0, 0


def forget() -> None:
    """Empty this process's buckets."""
    with _lock:
        _here.clear()


__all__ = ["Away", "Bucket", "forget", "in_process", "in_redis"]
