"""Indexes for programs that read what was changed since they last asked."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0058_watched_searches")]

    operations = [
        AddIndexAgain(
            model_name="contact",
            index=models.Index(
                fields=["workspace", "updated_at", "id"], name="contact_by_updated_at"
            ),
        ),
        AddIndexAgain(
            model_name="company",
            index=models.Index(
                fields=["workspace", "updated_at", "id"], name="company_by_updated_at"
            ),
        ),
    ]
