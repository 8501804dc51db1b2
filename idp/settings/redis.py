"""A Redis URL as Django's CACHES entry: for speed only, so nobody waits for it and its failures are not ours."""

from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry

WAIT_SECONDS = 0.05  # whoever waits longer is better served without it


def cache(url: str) -> dict[str, Any]:
    """One try, 50 ms, and a failed cache is an empty cache."""
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": url,
        "OPTIONS": {
            "SOCKET_CONNECT_TIMEOUT": WAIT_SECONDS,
            "SOCKET_TIMEOUT": WAIT_SECONDS,
            "IGNORE_EXCEPTIONS": True,
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)},
        },
    }
