"""Whoever must not be contacted gets the entries for their other keys: `0009_keep_all_keys` adds them.

The SQL files are those of today and name tables of later migrations.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_keys_of_stopped_people")]

    operations: list[migrations.operations.base.Operation] = []
