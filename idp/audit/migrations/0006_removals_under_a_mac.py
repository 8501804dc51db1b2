from datetime import datetime

from django.db import migrations, models

from django.apps.registry import Apps

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import idp.core.fields
from idp.core import secrets
from idp.audit.seals import microseconds


def account_for_what_was_recorded(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The events that said so until now were believed as they stood; here they are believed for the last time."""
    event, removal = apps.get_model("audit", "Event"), apps.get_model("audit", "Removal")
    for one in event.objects.filter(action__in=["audit:events:expire", "audit:personal-data:erase"]).order_by("pk"):
        before = datetime.fromisoformat(one.detail["before"]) if one.action == "audit:events:expire" else None
        if before is not None and before > one.at:
            continue  # nobody expires what is still to come
        subject = "" if before is not None else one.subject
        times = (str(microseconds(moment)) if moment else "" for moment in (one.at, before))
        mac = secrets.mac("audit removal", *times, subject, str(one.pk))
        removal.objects.create(at=one.at, before=before, subject=subject, last_event_id=one.pk, mac=mac)


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
        migrations.RunPython(account_for_what_was_recorded, migrations.RunPython.noop),
    ]
