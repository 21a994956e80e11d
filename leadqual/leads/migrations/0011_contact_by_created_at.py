"""The index by which the last contacts are found, built without locking the contacts."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0010_saved_searches")]

    operations = [
        AddIndexAgain(
            model_name="contact",
            index=models.Index(fields=["workspace", "created_at"], name="contact_by_created_at"),
        ),
    ]
