"""Drops the policies of row-level security, which `ROW_SECURITY=on` made up to version 0.2.0.

The role keeps its privileges, because web servers of the former version take it until they restart.
"""

from django.apps.registry import Apps
from django.db import OperationalError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from psycopg.errors import LockNotAvailable

_TRIES = 15
_TABLES = """
    SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
    WHERE relnamespace = current_schema()::regnamespace AND polname = 'leadqual_workspace'
    ORDER BY relname
"""


def drop_policies(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Open each table in a transaction of its own; a table in use is tried again for 30 seconds."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
    for table in tables:
        for tries_left in reversed(range(_TRIES)):
            try:
                _drop_policy(table, schema_editor)
                break
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable) or not tries_left:
                    raise


def _drop_policy(table: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    name = schema_editor.quote_name(table)
    with transaction.atomic(), schema_editor.connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")  # Others queue behind a waiting lock.
        cursor.execute(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")
        cursor.execute(f"DROP POLICY leadqual_workspace ON {name}")


class Migration(migrations.Migration):
    """Opens the tables again."""

    atomic = False

    dependencies = [("accounts", "0001_version_0_2_0")]

    operations = [migrations.RunPython(drop_policies, migrations.RunPython.noop)]
