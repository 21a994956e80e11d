"""Titles that two people label, and which of them wait for the second."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.core.double_review import (
    double_reviewed_below,
    is_double_reviewed,
    position_of,
)
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
    for others in words_of_others(OuterRef("job_title"), OuterRef("author")):
        alone = alone.exclude(Exists(others))
    return alone if reader is None else alone.exclude(author=reader)


def is_awaiting(title: JobTitle, reader: int) -> bool:
    """Return whether a person is to label a title as the second; a query for one of few titles."""
    workspace = title.workspace
    if title.source != "correction" or not is_double_reviewed(title.pk, workspace.title_overlap):
        return False
    return awaiting(workspace, reader).filter(job_title=title).exists()


def words_of_others(title: Any, *people: Any) -> tuple[QuerySet[Correction], QuerySet[Suggestion]]:
    """Return what others than some people say of a title: corrections, and suggestions."""
    corrected = Correction.objects.filter(job_title=title, undone_at=None)
    suggested = Suggestion.objects.filter(job_title=title, functions__isnull=False)
    suggested = suggested.exclude(state=Suggestion.State.WITHDRAWN)
    for person in people:
        corrected = corrected.exclude(author=person)
        suggested = suggested.exclude(author__isnull=False, author=person)
    return corrected, suggested
