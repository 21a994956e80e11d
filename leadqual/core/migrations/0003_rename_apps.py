"""Apps have the names that people read: campaigns, labeling, monitoring."""

from django.db import migrations

from leadqual.core.migration_operations import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_version_0_2_0"),
        ("core", "0002_undo_steps"),
        ("labeling", "0001_version_0_2_0"),
        ("monitoring", "0001_version_0_2_0"),
    ]

    operations = [run_sql("core", "rename_apps")]
