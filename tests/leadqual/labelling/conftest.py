"""Titles to classify and correct."""

import pytest

from classifiers.titles.normalise import normalise
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact, JobTitle


def make_title(workspace: Workspace, title: str, *, people: int = 1) -> JobTitle:
    """Create a title that waits to be classified, with people who carry it."""
    row = JobTitle.objects.create(
        workspace=workspace, title=title, normalised=normalise(title), n_contacts=people
    )
    Contact.objects.bulk_create(
        Contact(workspace=workspace, job_title=row, title=title, last_name=f"Person {n}")
        for n in range(people)
    )
    return row


def labels_of(title: JobTitle) -> dict[str, str]:
    """Return slug → source of the labels that are stored now."""
    return {row.function.slug: row.source for row in title.labels.select_related("function")}


@pytest.fixture
def title(workspace: Workspace, models: None) -> JobTitle:
    """A title that three people carry."""
    return make_title(workspace, "Revenue Wizard Extraordinaire", people=3)
