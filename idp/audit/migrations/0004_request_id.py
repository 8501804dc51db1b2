from django.db import migrations

import idp.core.fields


class Migration(migrations.Migration):
    """By which request an event happened: what the caller has of it is the header X-Request-Id."""

    dependencies = [("audit", "0003_by_person")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="request_id",
            field=idp.core.fields.ByteStringField(blank=True, db_index=True, default="", max_length=16),
        ),
    ]
