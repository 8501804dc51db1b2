from django.db import migrations, models

import idp.core.fields


class Migration(migrations.Migration):
    """Refusals of anonymous callers are counted together: one row for each network, action and reason."""

    dependencies = [("audit", "0004_request_id")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("key_hash", idp.core.fields.ByteStringField(max_length=64, primary_key=True, serialize=False)),
                ("action", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=200)),
                ("network", models.CharField(max_length=45)),
                ("reference", idp.core.fields.ByteStringField(max_length=16, unique=True)),
                ("count", models.BigIntegerField()),
                ("began_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
