"""Reads of exports, and who is left out of them."""

import numpy as np
from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Contact, Export
from leadqual.search.exports.services import contactable_only
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_pages import result_keys


def exports_of(workspace: Workspace) -> QuerySet[Export]:
    """Return the exports of a workspace with their requesters, newest first."""
    exports = Export.objects.filter(workspace=workspace)
    return exports.select_related("author", "contact_list")


def last_export_of(
    workspace: Workspace, author: User, records: str = Export.Records.PEOPLE
) -> Export | None:
    """Return a person's last export of people or companies; one query."""
    return exports_of(workspace).filter(author=author, records=records).first()


def count_paused(workspace: Workspace, query: ContactQuery) -> int:
    """Return how many people of a search are left out of exports because they are absent.

    People marked Do not contact do not count. One query, a second one where somebody is absent.
    """
    absent = Contact.objects.filter(
        workspace=workspace, paused_until__gt=clock.now().date(), do_not_contact=False
    )
    keys = list(absent.values_list("pk", flat=True))
    if not keys:
        return 0
    return int(np.isin(result_keys(workspace, contactable_only(query)), keys).sum())


def count_queued(workspace: Workspace) -> int:
    """Return how many exports of a workspace are queued or being written."""
    at_work = (Export.FileState.QUEUED, Export.FileState.RUNNING)
    return Export.objects.filter(workspace=workspace, file_state__in=at_work).count()
