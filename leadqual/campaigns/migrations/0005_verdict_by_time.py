"""Read the verdicts of a week without those of all time."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("campaigns", "0004_index_of_longer_vectors")]

    operations = [
        AddIndexAgain(
            "verdict", models.Index(fields=["workspace", "created_at"], name="verdict_by_time")
        )
    ]
