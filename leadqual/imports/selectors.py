"""Reads of imports."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.imports.models import AT_WORK, ImportBatch, ImportRow
from leadqual.leads.models import Company, JobTitle, SuppressionList

_HEARTBEAT_TIMEOUT = timedelta(minutes=2)

HEARTBEAT_TIMEOUT = timedelta(seconds=30)
"""How long a job may be silent before another one takes over its import."""

_MAX_CELLS = 20_000
_MAX_VALUES = 12


@dataclass(frozen=True, slots=True)
class PendingWork:
    """What is still pending after an import, in a workspace or for one import alone.

    Args:
        n_titles: titles to be classified; of an import people whose title is.
        n_titles_all: all titles; of an import its people with a title.
        n_companies: companies to be analyzed; of an import those of its rows or of its people.
        n_companies_all: all of these.
    """

    n_titles: int
    n_titles_all: int
    n_companies: int
    n_companies_all: int

    @property
    def is_ready(self) -> bool:
        """Whether everything is classified and embedded."""
        return not (self.n_titles or self.n_companies)

    @property
    def n_titles_done(self) -> int:
        """Titles that carry their labels, or people whose title does."""
        return self.n_titles_all - self.n_titles

    @property
    def n_companies_done(self) -> int:
        """Companies that were read as they are now."""
        return self.n_companies_all - self.n_companies


def batches_of(workspace: Workspace) -> QuerySet[ImportBatch]:
    """Return the imports of a workspace, the newest first."""
    return ImportBatch.objects.filter(workspace=workspace).select_related("author")


def running_batches(workspace: Workspace) -> QuerySet[ImportBatch]:
    """Return the imports that are running or queued, the newest first."""
    return batches_of(workspace).filter(status__in=AT_WORK)


def count_at_work(workspace: Workspace) -> int:
    """Return how many imports are queued or running, dry runs and undos included."""
    return ImportBatch.objects.filter(workspace=workspace, status__in=AT_WORK).count()


def stalled_batches(now: datetime) -> QuerySet[ImportBatch]:
    """Return the imports of all workspaces whose job has died or never came.

    A heartbeat in the future is ignored: the clock was set back.
    """
    is_past = Q(heartbeat_at__lt=now - HEARTBEAT_TIMEOUT)
    is_silent = Q(heartbeat_at=None) | is_past | Q(heartbeat_at__gt=now + HEARTBEAT_TIMEOUT)
    batches = ImportBatch.objects.filter(is_silent, status__in=AT_WORK)
    return batches.filter(workspace__deleted_at=None).order_by("pk")


def batches_with_pending_counts() -> QuerySet[ImportBatch]:
    """Return the imports of all workspaces that ended, or were paused, before titles were counted.

    Running imports count at their own end.
    """
    storing = [ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING]
    batches = ImportBatch.objects.filter(owes_counts=True, workspace__deleted_at=None)
    return batches.exclude(status__in=storing).order_by("pk")


def rejected_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Return the rejected rows, in file order."""
    rejected = ImportRow.Outcome.REJECTED
    return ImportRow.objects.filter(batch=batch, outcome=rejected).order_by("number")


def pending_in_workspace(workspace: Workspace) -> PendingWork:
    """Count what is still to be classified or embedded; four queries."""
    titles = JobTitle.objects.filter(workspace=workspace)
    companies = Company.objects.filter(workspace=workspace)
    # A reading is of the company as it was at a time; a changed company is read again.
    read = companies.filter(readings__company_updated_at=F("updated_at"))
    n_companies = companies.count()
    return PendingWork(
        n_titles=titles.filter(classified_at=None).count(),
        n_titles_all=titles.count(),
        n_companies=n_companies - read.distinct().count(),
        n_companies_all=n_companies,
    )


def pending_for_import(batch: ImportBatch) -> PendingWork:
    """Count the people and companies of one import that are still pending; one query, or two."""
    stored = "batch_id = %s AND outcome IN ('created', 'updated', 'unchanged')"
    records = f"SELECT DISTINCT record_id AS id FROM imports_importrow WHERE {stored}"  # noqa: S608
    people = f"SELECT c.* FROM ({records}) r JOIN leads_contact c ON c.id = r.id"  # noqa: S608
    n_titles = n_titles_all = 0
    with connection.cursor() as cursor:
        if batch.kind == ImportBatch.Kind.CONTACTS:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE t.classified_at IS NULL), count(*)"  # noqa: S608
                f" FROM ({people}) p JOIN leads_jobtitle t ON t.id = p.job_title_id",
                [batch.pk],
            )
            n_titles, n_titles_all = cursor.fetchone()
            records = f"SELECT DISTINCT company_id AS id FROM ({people}) p"  # noqa: S608
        cursor.execute(
            "SELECT count(*) FILTER (WHERE NOT EXISTS ("  # noqa: S608  # only names of this module
            "SELECT FROM campaigns_companyreading d"
            " WHERE d.company_id = o.id AND d.company_updated_at = o.updated_at)), count(*)"
            f" FROM ({records}) r JOIN leads_company o ON o.id = r.id",
            [batch.pk],
        )
        n_companies, n_companies_all = cursor.fetchone()
    return PendingWork(n_titles, n_titles_all, n_companies, n_companies_all)


@dataclass(frozen=True, slots=True)
class SkippedValues:
    """Unrecognized values of one column.

    Args:
        column: its name in the file.
        values: the most frequent values with their numbers.
        n_more: further values.
        reason: of the most frequent one: what to do.
    """

    column: str
    n_cells: int
    values: list[tuple[str, int]]
    n_more: int
    reason: str


def skipped_values(batch: ImportBatch) -> list[SkippedValues]:
    """Return what was not understood, by column; one query, which reads a part of very many."""
    cells = batch.cells.order_by("pk").values("column", "value", "reason")[:_MAX_CELLS]
    counts = Counter((cell["column"], cell["value"], cell["reason"]) for cell in cells)
    columns: dict[str, list[tuple[str, int, str]]] = {}
    for (column, value, reason), n in counts.most_common():
        columns.setdefault(column, []).append((value, n, reason))
    return [
        SkippedValues(
            column,
            sum(n for _, n, _ in found),
            [(value, n) for value, n, _ in found[:_MAX_VALUES]],
            max(0, len(found) - _MAX_VALUES),
            found[0][2],
        )
        for column, found in columns.items()
    ]


def suppression_lists_of(workspace: Workspace) -> QuerySet[SuppressionList]:
    """Return the suppression lists of a workspace, the newest first."""
    rows = SuppressionList.objects.filter(workspace=workspace)
    return rows.select_related("author", "undone_by").order_by("-created_at", "-pk")


def stalled_lists(now: datetime) -> QuerySet[SuppressionList]:
    """Return the lists of all workspaces whose job has died or never came.

    A heartbeat in the future is ignored: the clock was set back.
    """
    waiting = [SuppressionList.Status.QUEUED, SuppressionList.Status.RUNNING]
    rows = SuppressionList.objects.filter(status__in=waiting)
    is_past = Q(heartbeat_at__lt=now - _HEARTBEAT_TIMEOUT)
    return rows.filter(is_past | Q(heartbeat_at__gt=now + _HEARTBEAT_TIMEOUT)).order_by("pk")
