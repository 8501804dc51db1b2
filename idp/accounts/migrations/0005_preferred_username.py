"""A username for each person, and a row for each name that somebody has or had. Null lets the older code insert people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import idp.core.fields


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_group_file_fields")]

    operations = [
        migrations.AddField(
            "user", "preferred_username", idp.core.fields.ByteStringField(max_length=64, null=True, unique=True)
        ),
        migrations.CreateModel(
            "Username",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", idp.core.fields.ByteStringField(max_length=64, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="usernames",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]  # fmt: skip
