"""Known browsers get rows of their own: whoever was known by a session stays known."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Max

import idp.core.fields


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
    dependencies = [
        ("idp_sessions", "0003_session_factor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "KnownBrowser",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("browser_hash", idp.core.fields.ByteStringField(max_length=64, unique=True)),
                ("signed_in_at", models.DateTimeField(null=True)),
                ("proved_at", models.DateTimeField(db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_browsers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
