"""Current planner statistics for long imports."""

import logging

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
# What joins and filters compare. The other columns, and expressions of indexes, take most of the
# time; autovacuum looks at them later.
_COMPARED_COLUMNS: dict[type[Model], tuple[str, ...]] = {
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
_TABLES: dict[ImportBatch.Kind, tuple[type[Model], ...]] = {
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
        self._tables = _TABLES[ImportBatch.Kind(batch.kind)]

    def look(self) -> None:
        """Analyze a sample of the tables once they have doubled in size."""
        n_new = self._batch.n_created - self._n_known
        if n_new < _FEW_ROWS:
            return
        if n_new > max(self._count_existing(), self._n_known):
            self._analyze(_FEW_STATISTICS)
            self._n_known = self._batch.n_created

    def analyze_fully(self) -> None:
        """Analyze the tables at the end; else the first searches join row by row.

        If little has changed, the statistics are still good and nothing is done.
        """
        n_changed = self._batch.n_created + self._batch.n_updated
        if n_changed and (
            n_changed >= _MANY_ROWS or n_changed >= _SMALL_SHARE * self._count_existing()
        ):
            self._analyze(_ALL_STATISTICS)

    def _count_existing(self) -> float:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE oid = %s::regclass",
                [self._tables[0]._meta.db_table],
            )
            (n_existing,) = cursor.fetchone()
        return float(n_existing)

    def _analyze(self, n_statistics: int) -> None:
        """Look at the tables; an import does not fail where that cannot be."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{_LONGEST_WAIT}'")
                cursor.execute(f"SET LOCAL default_statistics_target = {n_statistics}")
                tables_and_columns = (
                    f"{one._meta.db_table} ({', '.join(_COMPARED_COLUMNS[one])})"
                    for one in self._tables
                )
                cursor.execute(f"ANALYZE {', '.join(tables_and_columns)}")
        except DatabaseError as error:
            kind = type(error).__name__
            logger.warning("tables not analyzed", extra={"batch": self._batch.pk, "error": kind})
