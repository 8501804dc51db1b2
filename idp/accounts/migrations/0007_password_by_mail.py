"""Whether a password was chosen by a mailed link: beside it a code by e-mail proves nothing more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_names_for_everybody")]

    operations = [
        migrations.AddField("user", "password_by_mail", models.BooleanField(default=False, db_default=False)),
    ]
