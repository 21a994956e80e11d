"""What entries derive is written in one place."""

from django.db import migrations

from leadqual.core.migration_operations import run_sql


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_external_source")]

    operations = [run_sql("leads", "do_not_contact")]
