"""What was removed before removals had a MAC. Apart from the table: run again after an interruption it goes on."""

from datetime import datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from idp.audit.seals import microseconds
from idp.core import secrets


def account_for_what_was_recorded(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The events that said so until now were believed as they stood; here they are believed for the last time."""
    event, removal = apps.get_model("audit", "Event"), apps.get_model("audit", "Removal")
    accounted = set(removal.objects.values_list("mac", flat=True))
    for one in event.objects.filter(action__in=["audit:events:expire", "audit:personal-data:erase"]).order_by("pk"):
        before = datetime.fromisoformat(one.detail["before"]) if one.action == "audit:events:expire" else None
        if before is not None and before > one.at:
            continue  # nobody expires what is still to come
        subject = "" if before is not None else one.subject
        times = (str(microseconds(moment)) if moment else "" for moment in (one.at, before))
        mac = secrets.mac("audit removal", *times, subject, str(one.pk))
        if mac not in accounted:
            removal.objects.create(at=one.at, before=before, subject=subject, last_event_id=one.pk, mac=mac)


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_removals_under_a_mac")]
    operations = [migrations.RunPython(account_for_what_was_recorded, migrations.RunPython.noop)]
