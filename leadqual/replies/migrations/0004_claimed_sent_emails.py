"""Sent emails that only a From claims, which may be forged."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replies", "0003_tasks_of_records")]

    operations = [
        migrations.AddField(
            "sentemail",
            "is_claimed",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="Found outside the folders with sent emails: its From may be forged.",
            ),
        )
    ]
