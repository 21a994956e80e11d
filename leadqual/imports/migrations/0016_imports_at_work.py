"""Imports at work, by workspace: they are counted against its limit of jobs."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("imports", "0015_company_changes")]

    operations = [
        AddIndexAgain(
            model_name="importbatch",
            index=models.Index(
                fields=["workspace"],
                condition=models.Q(status__in=["checking", "queued", "running", "undoing"]),
                name="import_batch_at_work",
            ),
        ),
    ]
