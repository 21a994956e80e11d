"""Upgrades of installations that had row-level security open their tables again."""

from importlib import import_module

import pytest
from django.db import connection

migration = import_module("leadqual.accounts.migrations.0002_drop_row_policies")


@pytest.mark.django_db
def test_policies_of_former_versions_are_dropped_and_others_stay() -> None:
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        for table, policy in (("leads_company", "leadqual_workspace"), ("leads_contact", "own")):
            cursor.execute(f"CREATE POLICY {policy} ON {table} USING (false)")
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")

        migration.drop_policies(None, editor)

        cursor.execute("SELECT polname FROM pg_policy")
        assert cursor.fetchall() == [("own",)]
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        assert cursor.fetchall() == [("leads_contact",)]
