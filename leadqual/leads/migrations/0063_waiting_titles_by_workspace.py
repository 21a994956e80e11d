"""Titles that wait, by workspace: the job that classifies takes an equal share of each."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0062_fewer_title_indexes")]

    operations = [
        AddIndexConcurrently(
            model_name="jobtitle",
            index=models.Index(
                fields=["workspace", "id"],
                condition=models.Q(classified_at=None),
                name="job_title_waiting",
            ),
        ),
        RemoveIndexConcurrently(model_name="jobtitle", name="job_title_pending"),
    ]
