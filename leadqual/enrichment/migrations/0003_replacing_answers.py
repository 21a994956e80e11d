"""Answers fill empty fields, and replace values only where a run was told to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrichment", "0002_excluded_people")]

    operations = [
        migrations.AddField(
            model_name="enrichmentrun",
            name="replaces",
            field=models.BooleanField(
                default=False,
                db_default=False,
                help_text="Answers replace values; else they only fill empty fields.",
            ),
        )
    ]
