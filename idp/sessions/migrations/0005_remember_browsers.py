"""Whoever was known by a session stays known. Apart from the table: run again after an interruption it begins anew."""

from typing import Any

from django.db import migrations
from django.db.models import Max


def remember(apps: Any, _editor: Any) -> None:
    """One row for each browser that a kept session was made in."""
    known = apps.get_model("idp_sessions", "KnownBrowser")
    made = apps.get_model("idp_sessions", "Session").objects.exclude(browser_hash="").exclude(user=None)
    rows = made.order_by().values("user_id", "browser_hash").annotate(at=Max("created_at"))
    for row in rows.iterator():
        known.objects.get_or_create(
            browser_hash=row["browser_hash"],
            defaults={"user_id": row["user_id"], "signed_in_at": row["at"], "proved_at": row["at"]},
        )


class Migration(migrations.Migration):
    dependencies = [("idp_sessions", "0004_known_browsers")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
