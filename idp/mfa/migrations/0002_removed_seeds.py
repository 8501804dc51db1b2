from django.db import migrations, models

import idp.core.fields


class Migration(migrations.Migration):
    """What a removed authenticator had accepted, so that a code is not accepted again when its seed comes back."""

    dependencies = [("mfa", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RemovedSeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed_mac", idp.core.fields.ByteStringField(max_length=64, unique=True)),
                ("last_step", models.BigIntegerField()),
                ("removed_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
