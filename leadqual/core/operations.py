"""Steps of migrations outside a transaction that can be done again after they were killed."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, transaction


class AddIndexAgain(AddIndexConcurrently):
    """Builds an index without locking its table; half of one that a killed run left goes first.

    Postgres keeps such a half as an index that is not valid, and its name is taken.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,  # noqa: ANN401  # each kind of database has its own
        from_state: Any,  # noqa: ANN401  # as Django hands it on
        to_state: Any,  # noqa: ANN401
    ) -> None:
        """Drop what has the name of the index, then build it."""
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class AlterFieldWhole(migrations.AlterField):
    """Alters a field in a transaction of its own.

    Django drops the foreign key of the field and makes it again. A run that was killed between the
    two would leave it dropped, and the next one finds none to make again.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,  # noqa: ANN401  # each kind of database has its own
        from_state: Any,  # noqa: ANN401  # as Django hands it on
        to_state: Any,  # noqa: ANN401
    ) -> None:
        """Alter it, or leave it as it was."""
        with transaction.atomic(using=schema_editor.connection.alias):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
