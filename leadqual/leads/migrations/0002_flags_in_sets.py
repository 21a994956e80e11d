"""Contacts whose flag changes are locked before they are updated, not by a subquery of the update.

With statistics of an empty table the planner ran that subquery for each contact of the workspace.
New installations have it from `leads/sql/do_not_contact.sql`.
"""

from django.db import migrations

_LOCKED_FIRST = r"""
DO $do$
BEGIN
    EXECUTE regexp_replace(
        pg_get_functiondef('leads_derive_do_not_contact'::regproc),
        '(UPDATE leads_contact SET .*)WHERE id IN \(\s*SELECT id (FROM [^)]*\(wrong\)[^)]*UPDATE)\s*\);',
        'PERFORM \2;
        \1WHERE id = ANY(wrong);'
    );
END $do$
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_version_0_2_0")]

    operations = [migrations.RunSQL(_LOCKED_FIRST, migrations.RunSQL.noop)]
