"""A long import keeps its pace: the planner knows of its rows, and rubbish is looked for seldom."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Company, Contact, JobTitle

_FEW_ROWS = 1_000
_FEW_STATISTICS = 10
_OBJECTS_BETWEEN_LOOKS = 100_000
# Contacts bring companies and titles with them.
_FILLED = {
    ImportBatch.Kind.COMPANIES: (Company._meta.db_table,),
    ImportBatch.Kind.CONTACTS: tuple(
        model._meta.db_table for model in (Contact, JobTitle, Company)
    ),
}


class Planner:
    """What the planner knows of the tables that an import fills; else it looks rows up one by one.

    Args:
        batch: the import; its counts say how many rows are new.
    """

    def __init__(self, batch: ImportBatch) -> None:
        self._batch, self._n_known = batch, batch.n_created
        self._tables = _FILLED[ImportBatch.Kind(batch.kind)]

    def look(self) -> None:
        """Look at a few rows of the tables once they have grown to twice what they were."""
        n_new = self._batch.n_created - self._n_known
        if n_new < _FEW_ROWS:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [self._tables[0]]
            )
            (n_there,) = cursor.fetchone()
            if n_new > n_there:
                cursor.execute(f"SET LOCAL default_statistics_target = {_FEW_STATISTICS}")
                cursor.execute(f"ANALYZE {', '.join(self._tables)}")
                self._n_known = self._batch.n_created

    def look_closely(self) -> None:
        """Look at what the tables hold at the end; else the first searches join row by row."""
        if self._batch.n_created + self._batch.n_updated:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {', '.join(self._tables)}")


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for objects that hang together in circles a hundred times less often.

    Rows make none, and each look goes through all cells of a chunk: half of the time of reading.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
