"""Notes each row of erasures and do-not-contact that changes, whoever writes to the tables."""

from django.db import migrations

TABLES = ("leads_donotcontact", "leads_erasedperson", "leads_erasedkey")
FUNCTION = """
    CREATE FUNCTION backups_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO backups_journalchange ("table", row_id) SELECT TG_TABLE_NAME, id FROM changed;
        RETURN NULL;
    END $$
"""
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


def _create() -> str:
    return ";\n".join(
        f"CREATE TRIGGER backups_{event} AFTER {event.upper()} ON {table} "
        f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change()"
        for table in TABLES
        for event, rows in EVENTS.items()
    )


def _drop() -> str:
    return ";\n".join(
        f"DROP TRIGGER backups_{event} ON {table}" for table in TABLES for event in EVENTS
    )


class Migration(migrations.Migration):

    dependencies = [
        ('backups', '0001_initial'),
        ('leads', '0061_export_files'),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION backups_note_change()"),
        migrations.RunSQL(_create(), _drop()),
    ]
