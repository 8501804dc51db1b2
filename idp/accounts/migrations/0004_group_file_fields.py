"""A group knows which of its members a configuration file sets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_link_deployment_epoch")]

    operations = [migrations.AddField("group", "file_fields", models.JSONField(default=list))]
