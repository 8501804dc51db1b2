"""The entry of `idp serve`: `granian --interface asginl --factory idp.asgi:application`."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from idp.core.front import Front

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.base")


def application() -> Front:
    """Django behind the front that reads requests for it."""
    for number in (signal.SIGTERM, signal.SIGINT):  # a forked worker inherits handlers that only tell its parent's copy ...
        signal.signal(number, signal.SIG_DFL)  # ... so whoever stops the server during a slow start would wait for ever
    return Front(get_wsgi_application())
