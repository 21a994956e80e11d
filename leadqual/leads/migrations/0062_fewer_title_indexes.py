"""Fewer indexes of job titles: each classified title is written into every one of them."""

import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain, DropIndexOfKey


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0061_export_files")]

    operations = [
        DropIndexOfKey(
            model_name="jobtitle",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="job_titles",
                to="accounts.workspace",
            ),
        ),
        DropIndexOfKey(
            model_name="jobtitle",
            name="level",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="job_titles",
                to="taxonomy.level",
            ),
        ),
        DropIndexOfKey(
            model_name="jobtitle",
            name="industry",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="job_titles",
                to="taxonomy.industry",
            ),
        ),
        AddIndexAgain(
            model_name="jobtitle",
            index=GinIndex(
                fields=["normalised"],
                opclasses=["gin_trgm_ops"],
                condition=models.Q(level__isnull=False),
                name="title_trigrams",
            ),
        ),
        RemoveIndexConcurrently(model_name="jobtitle", name="job_title_trigrams"),
    ]
