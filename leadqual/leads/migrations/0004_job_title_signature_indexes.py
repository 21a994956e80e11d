"""Indexes of the signature, built without locking the titles."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0003_job_title_signature")]

    operations = [
        AddIndexAgain(
            model_name="jobtitle",
            index=models.Index(fields=["workspace", "signature"], name="job_title_by_signature"),
        ),
        AddIndexAgain(
            model_name="jobtitle",
            index=models.Index(
                condition=models.Q(("signature", "")), fields=["id"], name="job_title_unsigned"
            ),
        ),
    ]
