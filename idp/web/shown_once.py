"""What a person sees exactly once after a POST: sealed in the session, taken out by the page that shows it.

A reload then shows the page without the secret and repeats nothing, because the page came by a 303.
"""

import json
from datetime import timedelta
from typing import Any, cast

from django.http import HttpRequest

from idp.core import clock, keyring

_KEY = "shown_once"
_LIFETIME = timedelta(minutes=5)


def put(request: HttpRequest, purpose: str, sid: str, value: Any) -> None:
    """Keep ``value`` (JSON) for the next page of ``purpose`` in this session."""
    sealed = keyring.encrypt(json.dumps({"at": clock.unix_time(), "value": value}), "web", "shown once", purpose, sid)
    request.session[_KEY] = {purpose: sealed}


def take(request: HttpRequest, purpose: str, sid: str) -> Any | None:
    """The value, once; None if it was shown, is too old or never was."""
    kept = cast(dict[str, str], request.session.get(_KEY, {}))
    if request.method != "GET" or purpose not in kept:
        return None
    del request.session[_KEY]
    stored = json.loads(keyring.decrypt(kept[purpose], "web", "shown once", purpose, sid))
    return stored["value"] if clock.unix_time() - stored["at"] <= _LIFETIME.total_seconds() else None
