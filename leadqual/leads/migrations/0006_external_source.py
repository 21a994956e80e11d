"""Records say which tool their external ID came from."""

from django.db import migrations, models

from leadqual.core.migration_operations import run_sql

_FIELD = models.CharField(
    blank=True,
    db_default="",
    default="",
    help_text="Tool that the external ID came from; empty where none is known.",
    max_length=40,
)


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_keep_keys")]

    operations = [
        migrations.AddField("contact", "external_source", _FIELD),
        migrations.AddField("company", "external_source", _FIELD.clone()),
        run_sql("leads", "external_source"),
    ]
