"""IDs that former imports of HubSpot and Salesforce files brought are known as theirs.

The triggers of both tables are off meanwhile: nothing follows from this column.
"""

from django.db import migrations

_NOTE = """
ALTER TABLE {table} DISABLE TRIGGER USER;
UPDATE {table} t SET external_source = b.source
  FROM imports_importbatch b JOIN imports_importrow r ON r.batch_id = b.id
 WHERE b.kind = '{kind}' AND b.source IN ('HubSpot', 'Salesforce')
   AND jsonb_path_exists(b.mapping, '$.* ? (@ == "external_id")')
   AND r.outcome IN ('created', 'updated', 'unchanged')
   AND t.id = r.record_id AND t.workspace_id = b.workspace_id AND t.external_id IS NOT NULL;
ALTER TABLE {table} ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_version_0_2_0"), ("leads", "0006_external_source")]

    operations = [
        migrations.RunSQL(
            [
                _NOTE.format(table="leads_contact", kind="contacts"),
                _NOTE.format(table="leads_company", kind="companies"),
            ],
            migrations.RunSQL.noop,
        )
    ]
