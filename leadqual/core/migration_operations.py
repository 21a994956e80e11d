"""Steps of migrations: many tables at once, and what can be done again after it was killed."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, NotInTransactionMixin
from django.db import migrations
from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """Creates many tables, and makes classes of their models alone.

    `CreateModel` alone makes classes of all related models anew each time: for the hundred tables
    of the product that was most of the time of a first start.
    """

    serialization_expand_args = ["models"]  # as Django has it

    def __init__(self, models: Sequence[migrations.CreateModel]) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {"models": self.models}

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
        """Create the tables in order; Django adds their foreign keys at the end."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Drop the tables, the last one first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what it does."""
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


class DropIndexOfKey(NotInTransactionMixin, migrations.AlterField):
    """Takes `db_index` from a foreign key, with no lock that others would wait for.

    Django drops the foreign key with the index and makes it again, which checks each row while
    nobody may read the table or the one that it leads to. Here the index alone goes. The key is
    made again only where a run of before, which was killed between the two, has left none.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Drop the index that Django made for the field, beside those that work with it."""
        self._ensure_not_in_transaction(schema_editor)
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        for name in _indexes_of(schema_editor, model, field.column):
            quoted = schema_editor.quote_name(name)
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {quoted}")
        if not _has_key(schema_editor, model, field.column):
            _add_key(schema_editor, model, field)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Build the index again; half of one that a killed run left goes first."""
        self._ensure_not_in_transaction(schema_editor)
        model = to_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        for name in _indexes_of(schema_editor, model, column):
            schema_editor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(name)}")
        table, column = map(schema_editor.quote_name, (model._meta.db_table, column))
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY ON {table} ({column})")


def _constraints(editor: Any, model: Any) -> dict[str, dict[str, Any]]:
    with editor.connection.cursor() as cursor:
        table = model._meta.db_table
        found: dict[str, dict[str, Any]]
        found = editor.connection.introspection.get_constraints(cursor, table)
    return found


def _indexes_of(editor: Any, model: Any, column: str) -> list[str]:
    """Name the indexes of one column that neither a model names nor a constraint needs."""
    named = {index.name for index in model._meta.indexes}
    return [
        name
        for name, one in _constraints(editor, model).items()
        if one["columns"] == [column] and one["index"] and not one["unique"] and name not in named
    ]


def _has_key(editor: Any, model: Any, column: str) -> bool:
    keys = _constraints(editor, model).values()
    return any(one["columns"] == [column] and one["foreign_key"] for one in keys)


def _add_key(editor: Any, model: Any, field: Any) -> None:
    """Make a foreign key; rows that are there are checked while others read and write them."""
    other = field.target_field
    table, column, to_table, to_column = map(
        editor.quote_name,
        (model._meta.db_table, field.column, other.model._meta.db_table, other.column),
    )
    name = editor.quote_name(f"{model._meta.db_table}_{field.column}_fk")
    editor.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column})"
        f" REFERENCES {to_table} ({to_column}) DEFERRABLE INITIALLY DEFERRED NOT VALID"
    )
    editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
