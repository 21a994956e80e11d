"""The line that names the columns, where lines of a title stand above it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_settled_columns")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="header_line",
            field=models.PositiveIntegerField(
                default=1, help_text="That names the columns; what stands above it is left out."
            ),
        )
    ]
