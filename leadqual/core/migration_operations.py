"""Migration operations: many tables at once, SQL files, and index builds that can be retried."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.migrations.operations.base import Operation

_APPS = Path(__file__).resolve().parents[1]


def run_sql(app: str, name: str) -> migrations.RunSQL:
    """Return an operation that runs a file in the `sql` folder of an app."""
    return migrations.RunSQL((_APPS / app / "sql" / f"{name}.sql").read_text(encoding="utf-8"))


def rename_constraints(table: str, column: str, former: str) -> migrations.RunSQL:
    """Rename constraints named after a column to the names they have on upgraded databases."""
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
    """Creates many tables with their foreign keys and indexes.

    `CreateModel` renders all related model classes each time, which took most of the time of a
    first start. It also defers keys and indexes to the end of the migration; Django then records
    the migration only after its transaction, so a process killed in between leaves unrecorded
    tables.
    """

    reversible = False

    def __init__(self, models: Sequence[migrations.CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add the models and render only them, because nothing references them yet."""
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
        """Create the tables in order, then foreign keys and indexes."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, None)
        schema_editor.deferred_sql.clear()

    def describe(self) -> str:
        return f"Create {len(self.models)} models"


class AddIndexAgain(AddIndexConcurrently):
    """Builds an index without locking its table, after dropping the remains of a killed run.

    Postgres keeps a partial index as invalid, which blocks its name.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Drop any index with the same name, then build it."""
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)
