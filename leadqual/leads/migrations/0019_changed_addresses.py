"""Whoever is stopped by an entry of a domain stays stopped at an address of another one."""

from django.db import migrations

from leadqual.core.migration_operations import run_sql


class Migration(migrations.Migration):
    dependencies = [("leads", "0018_paused_people")]

    operations = [run_sql("leads", "changed_addresses")]
