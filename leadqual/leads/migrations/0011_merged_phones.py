"""An entry of any phone number that a merged person had is one of this person."""

from typing import Any

from django.conf import settings
from django.db import connection, migrations, models, transaction

from leadqual.core.migration_operations import run_sql

_OF_MERGED = """
    INSERT INTO leads_contactformeremail (workspace_id, contact_id, kind, email)
    SELECT f.workspace_id, f.contact_id, 'merged_phone', f.email FROM leads_contactformeremail f
    WHERE f.workspace_id = %s AND f.kind = 'phone'
        AND EXISTS (SELECT FROM leads_mergedrecord m WHERE m.kept_contact_id = f.contact_id)
    ON CONFLICT DO NOTHING
"""


def keep_phones(apps: Any, _schema_editor: Any) -> None:
    """Let all numbers that merged people had be theirs; a run that was killed goes on."""
    merged = apps.get_model("leads", "MergedRecord").objects.exclude(kept_contact=None)
    for workspace_id in merged.order_by("workspace_id").values_list("workspace_id", flat=True).distinct():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('leadqual.email_plus_aliases', %s, true),"
                " pg_advisory_xact_lock(7204, %s)",
                [settings.EMAIL_PLUS_ALIASES, workspace_id],
            )
            cursor.execute(_OF_MERGED, [workspace_id])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0010_facet_columns")]

    operations = [
        migrations.AlterField(
            "contactformerkey",
            "kind",
            models.CharField(
                choices=[
                    ("email", "Email"),
                    ("linkedin_url", "LinkedIn URL"),
                    ("external_id", "External ID"),
                    ("phone", "Phone"),
                    ("last_name", "Last name"),
                    ("merged_phone", "Phone of a merged contact"),
                ],
                db_default="email",
                default="email",
                max_length=12,
            ),
        ),
        run_sql("leads", "do_not_contact"),
        run_sql("leads", "former_keys"),
        migrations.RunPython(keep_phones, migrations.RunPython.noop),
    ]
