from django.db import migrations, models


class Migration(migrations.Migration):
    """The interactions of one browser: a sign-out finds what is open."""

    dependencies = [("interaction", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["browser_hash"], name="interactions_of_a_browser"),
        ),
    ]
