from django.db import migrations, models

import idp.core.fields


class Migration(migrations.Migration):
    """What happened to one person, by kind: the index that serves the person's own history replaces the one by person alone."""

    dependencies = [("audit", "0002_seals")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="subject",
            field=idp.core.fields.ByteStringField(blank=True, default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["subject", "action"], name="audit_event_by_person"),
        ),
    ]
