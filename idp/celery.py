"""The Celery application and its beat schedule as one table."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.base")


@signals.setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Celery sets up no logging where somebody listens here: its lines are JSON, redacted like all others."""


app = Celery("idp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["idp.core", "idp.operations"])
app.conf.beat_schedule = {
    **{
        f"drain the outbox: {lane} (rows whose wake-up was lost)": {
            "task": "outbox.drain",
            "schedule": 30.0,
            "args": [lane],
            "options": {"queue": lane, "expires": 60},
        }
        for lane in ("default", "mail", "deliveries")
    },
    "seal the audit events": {"task": "operations.seal", "schedule": 60.0},
    "delete what has expired": {"task": "operations.cleanup", "schedule": 3600.0},
}
