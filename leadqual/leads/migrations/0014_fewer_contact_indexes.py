"""Contacts lose two indexes that others make up for: every import pays for each of them."""

import django.db.models.deletion
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain, DropIndexOfKey


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0013_company_columns_of_the_index")]

    operations = [
        AddIndexAgain(
            model_name="contact",
            index=models.Index(fields=["job_title", "workspace"], name="contact_by_title"),
        ),
        RemoveIndexConcurrently(model_name="contact", name="contact_by_job_title"),
        DropIndexOfKey(
            model_name="contact",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="accounts.workspace",
            ),
        ),
        DropIndexOfKey(
            model_name="contact",
            name="job_title",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="leads.jobtitle",
            ),
        ),
    ]
