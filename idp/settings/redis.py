"""A Redis URL for Django's cache and for Celery: for speed only, so nobody waits for it and its failures are not ours.

Under ``rediss://`` the certificate must be in order and name the host; there is no switch for that.
"""

from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry

from idp.settings import urls

WAIT_SECONDS = 0.05  # whoever waits longer is better served without it


def cache(url: str) -> dict[str, Any]:
    """Django's CACHES entry: one try, 50 ms, and a failed cache is an empty cache."""
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": urls.redis(url).plain,
        "OPTIONS": {
            "SOCKET_CONNECT_TIMEOUT": WAIT_SECONDS,
            "SOCKET_TIMEOUT": WAIT_SECONDS,
            "IGNORE_EXCEPTIONS": True,
            "CONNECTION_POOL_CLASS": "idp.core.redis_connections.Pool",
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)} | (tls(url) or {}),
        },
    }


def tls(url: str) -> dict[str, Any] | None:
    """What redis-py and Celery (broker_use_ssl) are told of TLS; None for a connection in clear text."""
    found = urls.redis(url)
    if found.parts.scheme != "rediss":
        return None
    authority = {"ssl_ca_certs": found.authority} if found.authority else {}
    return {"ssl_cert_reqs": "required", "ssl_check_hostname": True} | authority
