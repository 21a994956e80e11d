"""Find who is paused without reading all people of a workspace."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0017_column_widths")]

    operations = [
        AddIndexAgain(
            "contact",
            models.Index(
                fields=["workspace", "paused_until"],
                condition=models.Q(paused_until__isnull=False),
                name="contact_paused",
            ),
        )
    ]
