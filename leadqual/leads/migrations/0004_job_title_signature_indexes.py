"""Indexes of the signature, built without locking the titles."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0003_job_title_signature")]

    operations = [
        AddIndexConcurrently(
            model_name="jobtitle",
            index=models.Index(fields=["workspace", "signature"], name="job_title_by_signature"),
        ),
        AddIndexConcurrently(
            model_name="jobtitle",
            index=models.Index(
                condition=models.Q(("signature", "")), fields=["id"], name="job_title_unsigned"
            ),
        ),
    ]
