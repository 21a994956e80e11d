"""A long import keeps its pace: current planner statistics, and settings of the interpreter."""

import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Company, Contact, JobTitle

logger = logging.getLogger(__name__)

_FEW_ROWS = 1_000
_MANY_ROWS = 20_000
_FEW_STATISTICS = 10
_ALL_STATISTICS = 100  # What Postgres itself takes.
_SMALL_SHARE = 0.05
_LONGEST_WAIT = "5s"  # For other sessions that analyze the tables or build an index.
_OBJECTS_BETWEEN_LOOKS = 100_000
_SECONDS_OF_A_TURN = 0.0002  # An answer of Postgres waits so long for the thread that reads.
# What joins and filters compare. The other columns, and expressions of indexes, take most of the
# time; autovacuum looks at them later.
_COMPARED: dict[type[Model], tuple[str, ...]] = {
    Contact: (
        *("workspace_id", "company_id", "job_title_id", "email", "external_id", "linkedin_url"),
        *("created_at", "updated_at", "do_not_contact", "owner_id", "status"),
    ),
    JobTitle: (
        *("workspace_id", "normalised", "signature", "level_id", "n_contacts", "surest"),
        *("source", "classified_at"),
    ),
    Company: (
        *("workspace_id", "name_key", "domain", "external_id", "linkedin_url", "updated_at"),
        *("business_model", "owner_id", "status"),
    ),
}
# Contacts bring companies and titles with them.
_FILLED: dict[ImportBatch.Kind, tuple[type[Model], ...]] = {
    ImportBatch.Kind.COMPANIES: (Company,),
    ImportBatch.Kind.CONTACTS: (Contact, JobTitle, Company),
}


class Planner:
    """Keeps planner statistics of the imported tables current, to avoid row-by-row lookups.

    Args:
        batch: the import; its counts say how many rows are new.
    """

    def __init__(self, batch: ImportBatch) -> None:
        self._batch, self._n_known = batch, batch.n_created
        self._tables = _FILLED[ImportBatch.Kind(batch.kind)]

    def look(self) -> None:
        """Analyze a sample of the tables once they have doubled in size."""
        n_new = self._batch.n_created - self._n_known
        if n_new < _FEW_ROWS:
            return
        if n_new > max(self._n_there(), self._n_known):
            self._analyze(_FEW_STATISTICS)
            self._n_known = self._batch.n_created

    def look_closely(self) -> None:
        """Analyze the tables at the end; else the first searches join row by row.

        If little has changed, the statistics are still good and nothing is done.
        """
        n_changed = self._batch.n_created + self._batch.n_updated
        if n_changed and (n_changed >= _MANY_ROWS or n_changed >= _SMALL_SHARE * self._n_there()):
            self._analyze(_ALL_STATISTICS)

    def _n_there(self) -> float:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE oid = %s::regclass",
                [self._tables[0]._meta.db_table],
            )
            (n_there,) = cursor.fetchone()
        return float(n_there)

    def _analyze(self, n_statistics: int) -> None:
        """Look at the tables; an import does not fail where that cannot be."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{_LONGEST_WAIT}'")
                cursor.execute(f"SET LOCAL default_statistics_target = {n_statistics}")
                looked_at = (
                    f"{one._meta.db_table} ({', '.join(_COMPARED[one])})" for one in self._tables
                )
                cursor.execute(f"ANALYZE {', '.join(looked_at)}")
        except DatabaseError as error:
            kind = type(error).__name__
            logger.warning("tables not analyzed", extra={"batch": self._batch.pk, "error": kind})


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Run Python's cyclic garbage collector a hundred times less often, and switch threads sooner.

    Rows create no cycles, and each run scans all cells of a chunk: half of the reading time. The
    next chunk is read meanwhile, and each of the many short statements of this one would wait 5 ms
    for the reading thread.
    """
    _seldom.begin()
    try:
        yield
    finally:
        _seldom.end()


class _Seldom:
    """Settings of the interpreter; the last import of a process restores them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._n = 0
        self._before = gc.get_threshold()
        self._turn_before = sys.getswitchinterval()

    def begin(self) -> None:
        with self._lock:
            if not self._n:
                self._before = gc.get_threshold()
                gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 20, 100)
                self._turn_before = sys.getswitchinterval()
                sys.setswitchinterval(_SECONDS_OF_A_TURN)
            self._n += 1

    def end(self) -> None:
        with self._lock:
            self._n -= 1
            if not self._n:
                gc.set_threshold(*self._before)
                sys.setswitchinterval(self._turn_before)


_seldom = _Seldom()
