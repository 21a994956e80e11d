"""Titles that two people label, so that their agreement can be measured: which wait for the second.

Which titles these are is told by their keys alone; see `core.double_review`.
"""

from django.db.models import Exists, OuterRef, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.core.double_review import double_reviewed_below, is_double_reviewed, position_of
from leadqual.labeling.corrections.selectors import effective_corrections
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.leads.models import JobTitle


def awaiting(workspace: Workspace, reader: int | None = None) -> QuerySet[Correction]:
    """Return the words of one person alone on titles that a second person shall label.

    Args:
        workspace: whose titles.
        reader: key of a person; leaves out what they said themselves.
    """
    alone = effective_corrections().filter(workspace=workspace, approved_by=None)
    alone = alone.annotate(place=position_of("job_title_id"))
    alone = alone.filter(place__lt=double_reviewed_below(workspace.title_overlap))
    alone = alone.exclude(Exists(corrected_by_another())).exclude(Exists(suggested_by_another()))
    return alone if reader is None else alone.exclude(author=reader)


def is_awaiting(title: JobTitle, reader: int) -> bool:
    """Return whether a person is to label a title as the second; a query for one of few titles."""
    workspace = title.workspace
    if title.source != "correction" or not is_double_reviewed(title.pk, workspace.title_overlap):
        return False
    return awaiting(workspace, reader).filter(job_title=title).exists()


def corrected_by_another() -> QuerySet[Correction]:
    """Return what others than the author of the correction outside said of the same title."""
    same = Correction.objects.filter(job_title=OuterRef("job_title"), undone_at=None)
    return same.exclude(author=OuterRef("author"))


def suggested_by_another() -> QuerySet[Suggestion]:
    """Return what others than the author of the correction outside suggest for the same title."""
    same = Suggestion.objects.filter(job_title=OuterRef("job_title"), functions__isnull=False)
    return same.exclude(state=Suggestion.State.WITHDRAWN).exclude(
        author__isnull=False, author=OuterRef("author")
    )
