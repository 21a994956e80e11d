"""Read the corrections of a week without those of all time."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("labeling", "0001_version_0_2_0")]

    operations = [
        AddIndexAgain(
            "correction", models.Index(fields=["workspace", "created_at"], name="correction_by_time")
        )
    ]
