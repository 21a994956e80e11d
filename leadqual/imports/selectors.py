"""Reads of imports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.imports.models import AT_WORK, ImportBatch, ImportRow
from leadqual.imports.uses import state_of_created
from leadqual.leads.models import Company, Contact, JobTitle

SILENT_AFTER = timedelta(seconds=30)
"""So long a job may give no sign before another one goes on with its import."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a workspace still waits for the jobs that follow an import."""

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
        """Titles that carry their labels."""
        return self.n_titles_all - self.n_titles

    @property
    def n_companies_done(self) -> int:
        """Companies that were read as they are now."""
        return self.n_companies_all - self.n_companies


def batches_of(workspace: Workspace) -> QuerySet[ImportBatch]:
    """Return the imports of a workspace, the newest first."""
    return ImportBatch.objects.filter(workspace=workspace).select_related("author")


def running_batch(workspace: Workspace) -> ImportBatch | None:
    """Return the newest import that runs or waits for its turn."""
    return batches_of(workspace).filter(status__in=AT_WORK).first()


def silent_batches(now: datetime) -> QuerySet[ImportBatch]:
    """Return the imports of all workspaces whose job has died or never came."""
    is_silent = Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - SILENT_AFTER)
    batches = ImportBatch.objects.filter(is_silent, status__in=AT_WORK)
    return batches.filter(workspace__deleted_at=None).order_by("pk")


def batches_that_owe_counts() -> QuerySet[ImportBatch]:
    """Return the imports of all workspaces that ended, or were paused, before titles were counted.

    What still goes on counts at its own end.
    """
    storing = [ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING]
    batches = ImportBatch.objects.filter(owes_counts=True, workspace__deleted_at=None)
    return batches.exclude(status__in=storing).order_by("pk")


@dataclass(frozen=True, slots=True)
class Undo:
    """What undoing an import would do now."""

    n_deleted: int
    n_created_kept: int
    n_restored: int
    n_changed_since: int


def what_undo_will_do(batch: ImportBatch) -> Undo:
    """Count what undoing an import would take back and what it would keep; two queries."""
    model: type[Company | Contact] = (
        Company if batch.kind == ImportBatch.Kind.COMPANIES else Contact
    )
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE state = ''), count(*) FILTER (WHERE state <> '') FROM (
                SELECT {state_of_created(model)} AS state FROM imports_importrow r
                LEFT JOIN {table} c ON c.id = r.record_id AND c.workspace_id = %s
                LEFT JOIN imports_importchange h ON h.batch_id = r.batch_id
                    AND h.record_id = r.record_id
                WHERE r.batch_id = %s AND r.outcome = 'created'
            ) states
            """,  # noqa: S608  # only names of this package
            [batch.workspace_id, batch.pk],
        )
        n_deleted, n_created_kept = cursor.fetchone()
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE c.updated_at = h.written_at),
                count(*) FILTER (WHERE c.updated_at IS DISTINCT FROM h.written_at)
            FROM imports_importchange h
            LEFT JOIN {table} c ON c.id = h.record_id AND c.workspace_id = %s
            WHERE h.batch_id = %s AND NOT EXISTS (
                SELECT FROM imports_importrow r WHERE r.batch_id = h.batch_id
                AND r.record_id = h.record_id AND r.outcome = 'created'
            )
            """,  # noqa: S608  # only names of this package
            [batch.workspace_id, batch.pk],
        )
        n_restored, n_changed_since = cursor.fetchone()
    return Undo(n_deleted, n_created_kept, n_restored, n_changed_since)


def refused_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Return the rows that stayed out, in the order of the file."""
    refused = ImportRow.Outcome.REFUSED
    return ImportRow.objects.filter(batch=batch, outcome=refused).order_by("number")


def waiting_in(workspace: Workspace) -> Waiting:
    """Count what still waits to be classified or embedded; four queries."""
    titles = JobTitle.objects.filter(workspace=workspace)
    companies = Company.objects.filter(workspace=workspace)
    # A reading is of the company as it was at a time; a changed company is read again.
    read = companies.filter(readings__company_updated_at=F("updated_at"))
    n_companies = companies.count()
    return Waiting(
        n_titles=titles.filter(classified_at=None).count(),
        n_titles_all=titles.count(),
        n_companies=n_companies - read.distinct().count(),
        n_companies_all=n_companies,
    )
