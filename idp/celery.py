"""The Celery application and its beat schedule as one table."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.base")

app = Celery("idp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["idp.core", "idp.operations"])
app.conf.beat_schedule = {
    "drain the outbox (rows whose wake-up was lost)": {"task": "outbox.drain", "schedule": 30.0},
    "seal the audit events": {"task": "operations.seal", "schedule": 60.0},
    "delete what has expired": {"task": "operations.cleanup", "schedule": 3600.0},
}
