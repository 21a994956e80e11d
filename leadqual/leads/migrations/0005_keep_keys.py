"""Whoever must not be contacted gets the entries for their other keys."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection, migrations, transaction

_CHUNK = 2_000


def keep_keys(apps: Any, _schema_editor: Any) -> None:
    """Add what is missing; each chunk is committed, and a run that was killed goes on."""
    contacts = apps.get_model("leads", "Contact").objects.filter(do_not_contact=True)
    rows = contacts.order_by("workspace_id", "pk").values_list("workspace_id", "pk")
    for workspace_id, group in groupby(list(rows), key=lambda row: row[0]):
        keys = [key for _, key in group]
        for start in range(0, len(keys), _CHUNK):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('leadqual.email_plus_aliases', %s, true),"
                    " pg_advisory_xact_lock(7204, %s)",
                    [settings.EMAIL_PLUS_ALIASES, workspace_id],
                )
                cursor.execute(
                    "SELECT leads_keep_keys(%s, %s)", [workspace_id, keys[start : start + _CHUNK]]
                )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0004_keys_of_stopped_people")]

    operations = [migrations.RunPython(keep_keys, migrations.RunPython.noop)]
