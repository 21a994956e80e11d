"""Entries get all keys of the people and companies that they stop."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection, migrations, transaction

_CHUNK = 2_000
# What people edited before.
_FORMER = """
    INSERT INTO leads_contactformeremail (workspace_id, contact_id, kind, email)
    SELECT r.workspace_id, r.contact_id, k.kind, r.before->>k.kind
    FROM leads_recordchange r JOIN leads_contact c ON c.id = r.contact_id
    CROSS JOIN (VALUES ('linkedin_url'), ('external_id'), ('phone'), ('last_name')) AS k(kind)
    WHERE r.workspace_id = %s AND r.before->>k.kind <> ''
        AND r.before->>k.kind IS DISTINCT FROM to_jsonb(c)->>k.kind
    ON CONFLICT DO NOTHING
"""
_OF_COMPANIES = """
    SELECT leads_add_keys(array_agg(d.id), array_agg(k.kind),
        array_agg(regexp_replace(k.key, '^company:', '')), array_agg(k.key))
    FROM leads_donotcontact d JOIN leads_company o ON o.id = d.key::bigint
    CROSS JOIN LATERAL leads_keys_of_company(o) AS k
    WHERE d.workspace_id = %s AND d.kind = 'company' AND d.lifted_at IS NULL
        AND d.derived_from_id IS NULL AND k.kind IN ('external_id', 'linkedin')
"""


def keep_keys(apps: Any, _schema_editor: Any) -> None:
    """Add what is missing; each chunk is committed, and a run that was killed goes on."""
    edits = apps.get_model("leads", "RecordChange").objects.exclude(contact=None)
    for workspace_id in edits.order_by("workspace_id").values_list("workspace_id", flat=True).distinct():
        _run(workspace_id, _FORMER, [workspace_id])
    entries = apps.get_model("leads", "DoNotContact").objects.filter(lifted_at=None)
    named = entries.filter(kind="company", derived_from=None).order_by("workspace_id")
    for workspace_id in named.values_list("workspace_id", flat=True).distinct():
        _run(workspace_id, _OF_COMPANIES, [workspace_id])
    contacts = apps.get_model("leads", "Contact").objects.filter(do_not_contact=True)
    rows = contacts.order_by("workspace_id", "pk").values_list("workspace_id", "pk")
    for workspace_id, group in groupby(list(rows), key=lambda row: row[0]):
        keys = [key for _, key in group]
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            _run(workspace_id, "SELECT leads_keep_keys(%s, %s)", [workspace_id, some])


def _run(workspace_id: int, sql: str, values: list[Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('leadqual.email_plus_aliases', %s, true),"
            " pg_advisory_xact_lock(7204, %s)",
            [settings.EMAIL_PLUS_ALIASES, workspace_id],
        )
        cursor.execute(sql, values)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0008_former_keys")]

    operations = [
        migrations.RunSQL(
            [
                # Half of a killed run, too.
                "DROP INDEX CONCURRENTLY IF EXISTS contact_by_name_key",
                "CREATE INDEX CONCURRENTLY contact_by_name_key"
                " ON leads_contact (company_id, leads_name_key(first_name, last_name))"
                " WHERE email IS NULL AND linkedin_url IS NULL AND external_id IS NULL",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(keep_keys, migrations.RunPython.noop),
    ]
