"""How many people of a search are in each department at each level."""

from collections.abc import Mapping

from django.db.models import Count

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact, TitleLabel
from leadqual.search.index.index_queries import count_departments_by_level
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import MAX_READ
from leadqual.search.results.selectors import matching_contacts


def department_levels(
    workspace: Workspace, query: ContactQuery
) -> Mapping[tuple[str, str], int] | None:
    """Return slugs of department and level → number of people; pairs without people are left out.

    What is ticked of functions and levels narrows nothing, as beside the boxes: the search says
    what else is looked for. A person with functions in two departments counts in both.

    None in a large workspace whose index is being made.
    """
    beside = query.changed(function=(), department=(), unclassified=(), level=())
    with index_of(workspace.pk) as index:
        if index is not None:
            return count_departments_by_level(workspace.pk, index, beside)
    contacts = Contact.objects.filter(workspace=workspace)
    if contacts.order_by()[: MAX_READ + 1].count() > MAX_READ:
        return None
    found = matching_contacts(contacts, workspace, beside)
    labels = TitleLabel.objects.filter(
        job_title__contacts__in=found.order_by().values("pk"),
        job_title__level__isnull=False,
        function__retired_at=None,
        score__gte=beside.confidence,
    )
    rows = labels.order_by().values_list("function__department__slug", "job_title__level__slug")
    counted = rows.annotate(n=Count("job_title__contacts", distinct=True))
    return {(department, level): n for department, level, n in counted}
