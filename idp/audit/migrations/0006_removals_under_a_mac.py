from django.db import migrations, models

import idp.core.fields


class Migration(migrations.Migration):
    """What expired, and whose addresses were wiped, under a MAC: an event in the database alone accounts for nothing."""

    dependencies = [("audit", "0005_tallies")]

    operations = [
        migrations.CreateModel(
            name="Removal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("before", models.DateTimeField(null=True)),
                ("subject", idp.core.fields.ByteStringField(blank=True, db_index=True, default="", max_length=64)),
                ("last_event_id", models.BigIntegerField(default=0)),
                ("mac", idp.core.fields.ByteStringField(max_length=64)),
            ],
        ),
    ]
