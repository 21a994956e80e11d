"""The index by which the last contacts are found, built without locking the contacts."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0010_saved_searches")]

    operations = [
        AddIndexConcurrently(
            model_name="contact",
            index=models.Index(fields=["workspace", "created_at"], name="contact_by_created_at"),
        ),
    ]
