"""How the rows of a file met what was there, for the next file with such a header."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0005_owes_counts")]

    operations = [
        migrations.AddField(
            model_name="settledcolumns",
            name="options",
            field=models.JSONField(
                default=dict,
                help_text="`mode`, `match_by` and `duplicates`; absent: the usual one.",
            ),
        )
    ]
