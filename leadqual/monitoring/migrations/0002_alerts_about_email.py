"""Alerts about emails that servers reject."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_version_0_2_0")]

    operations = [
        migrations.AlterField(
            "alert",
            "area",
            models.CharField(
                choices=[
                    ("data", "Data"),
                    ("model", "Models"),
                    ("operation", "Operation"),
                    ("email", "Email"),
                ],
                max_length=9,
            ),
        )
    ]
