"""An import that was killed still owes the numbers of the people who carry a title."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_header_line")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="owes_counts",
            field=models.BooleanField(
                default=False, db_default=False, help_text="Titles are yet to be counted."
            ),
        )
    ]
