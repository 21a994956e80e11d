"""Steps of migrations: many tables at once, files of SQL, and what a killed run may do again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.migrations.operations.base import Operation

_APPS = Path(__file__).resolve().parents[1]


def run_sql(app: str, name: str) -> migrations.RunSQL:
    """Run a file of the folder `sql` of an app."""
    return migrations.RunSQL((_APPS / app / "sql" / f"{name}.sql").read_text(encoding="utf-8"))


def rename_constraints(table: str, column: str, former: str) -> migrations.RunSQL:
    """Name those that Postgres named after a column as where the column had its former name."""
    return migrations.RunSQL(
        f"""
DO $$
DECLARE
    one name;
BEGIN
    FOR one IN SELECT conname FROM pg_constraint
        WHERE conrelid = '{table}'::regclass AND conname LIKE '{table}_{column}_%'
    LOOP
        EXECUTE format('ALTER TABLE {table} RENAME CONSTRAINT %I TO %I',
            one, replace(one, '_{column}_', '_{former}_'));
    END LOOP;
END $$
"""  # noqa: S608  # names that migrations give
    )


class CreateModels(Operation):
    """Creates many tables with their keys and indexes.

    `CreateModel` alone makes classes of all related models again each time, which took most of the
    time of a first start. And it leaves keys and indexes to the end of the migration; Django then
    notes a migration only behind its transaction, and a process that is killed in between leaves
    tables that nobody knows of.
    """

    reversible = False

    def __init__(self, models: Sequence[migrations.CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add the models, and make classes of them alone: nothing refers to them yet."""
        apps = state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)
        if apps is not None:
            apps.render_multiple([state.models[app_label, one.name_lower] for one in self.models])
            state.__dict__["apps"] = apps

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Create the tables in order, then keys and indexes."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, None)
        schema_editor.deferred_sql.clear()

    def describe(self) -> str:
        return f"Create {len(self.models)} models"


class AddIndexAgain(AddIndexConcurrently):
    """Builds an index without locking its table; half of one that a killed run left goes first.

    Postgres keeps such a half as an index that is not valid, and its name is taken.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Drop what has the name of the index, then build it."""
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)
