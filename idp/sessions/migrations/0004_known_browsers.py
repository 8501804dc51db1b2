"""Known browsers get rows of their own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import idp.core.fields


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
    ]
