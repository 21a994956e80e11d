"""Indexes of how sure titles are, built without locking the titles."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0015_job_title_surest")]

    operations = [
        AddIndexAgain(
            model_name="jobtitle",
            index=models.Index(
                condition=models.Q(
                    ("surest__gt", 0.0),
                    ("surest__lt", 1.0),
                    models.Q(("source", "correction"), _negated=True),
                ),
                fields=["workspace", "surest", "-n_contacts", "id"],
                name="job_title_by_surest",
            ),
        ),
        AddIndexAgain(
            model_name="jobtitle",
            index=models.Index(
                condition=models.Q(("level__isnull", False), ("surest__lt", 0.0)),
                fields=["id"],
                name="job_title_unnoted",
            ),
        ),
    ]
