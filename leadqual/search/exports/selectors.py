"""Reads of exports."""

from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Export


def exports_of(workspace: Workspace) -> QuerySet[Export]:
    """Return what left a workspace, with who took it, the newest first."""
    exports = Export.objects.filter(workspace=workspace)
    return exports.select_related("author", "contact_list")


def last_export_of(
    workspace: Workspace, author: User, records: str = Export.Records.PEOPLE
) -> Export | None:
    """Return what a person took of some records the last time; one query."""
    return exports_of(workspace).filter(author=author, records=records).first()


def count_queued(workspace: Workspace) -> int:
    """Return how many exports of a workspace wait for the job that writes files, or for its end."""
    at_work = (Export.FileState.QUEUED, Export.FileState.RUNNING)
    return Export.objects.filter(workspace=workspace, file_state__in=at_work).count()
