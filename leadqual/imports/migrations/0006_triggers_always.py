"""Triggers fire also where foreign keys were checked for all rows at once (`core/foreign_keys.py`)."""

from django.db import migrations

_ALWAYS = """
DO $do$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT tgrelid::regclass AS relation, tgname AS name FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled = 'O'
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', one.relation, one.name);
    END LOOP;
END $do$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0005_one_table_of_changes"),
        ("leads", "0012_fewer_indexes"),
        ("lead_scores", "0002_score_changes_in_sets"),
        ("accounts", "0001_version_0_2_0"),
    ]

    operations = [migrations.RunSQL(_ALWAYS, migrations.RunSQL.noop)]
