"""Reads of imports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.imports.models import AT_WORK, ImportBatch, ImportRow
from leadqual.leads.models import Company, JobTitle

SILENT_AFTER = timedelta(seconds=30)
"""So long a job may give no sign before another one goes on with its import."""


@dataclass(frozen=True, slots=True)
class PendingWork:
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


def rejected_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Return the rows that stayed out, in the order of the file."""
    rejected = ImportRow.Outcome.REJECTED
    return ImportRow.objects.filter(batch=batch, outcome=rejected).order_by("number")


def waiting_in(workspace: Workspace) -> PendingWork:
    """Count what still waits to be classified or embedded; four queries."""
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
