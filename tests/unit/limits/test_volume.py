"""Volume doors where Redis is configured and away; with a Redis to break, see tests/faults."""

from typing import Any

import pytest

from idp.core.errors import Throttled
from idp.core.redis import Breaker
from idp.limits import rates
from idp.limits.doors import DOORS, Door, Limit
from idp.limits.models import RateBucket
from idp.settings.redis import cache
from tests.services.place import free_ports

pytestmark = pytest.mark.django_db


def test_where_nothing_listens_the_database_counts(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"redis://127.0.0.1:{free_ports(1)[0]}/0"
    settings.CACHES = {"default": cache(url)}
    settings.IDP = settings.IDP.model_copy(update={"redis_url": url})
    monkeypatch.setitem(DOORS, Door.INTERACTION, (Limit("ip", 2, 3600),))
    for _ in range(2):
        rates.hit(Door.INTERACTION, ip="203.0.113.7")
    with pytest.raises(Throttled):
        rates.hit(Door.INTERACTION, ip="203.0.113.7")
    assert RateBucket.objects.count() == 1


def test_an_open_breaker_lets_one_caller_look_after_the_pause() -> None:
    breaker = Breaker(pause_seconds=0)
    assert not breaker.is_open()
    assert breaker.failed()
    assert not breaker.failed()  # it was open already
    assert not breaker.is_open()
    breaker.pause_seconds = 60
    assert not breaker.is_open()  # the one that looks
    assert breaker.is_open()
    assert breaker.succeeded()
    assert not breaker.is_open()
