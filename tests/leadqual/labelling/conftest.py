"""Titles to classify and correct."""

import pytest
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from classifiers.titles.normalise import normalise
from leadqual.accounts.models import User, Workspace
from leadqual.labelling.services import classify_batch, record_correction
from leadqual.labelling.words import Word
from leadqual.leads.models import Contact, JobTitle
from leadqual.taxonomy.models import Department, Function
from leadqual.taxonomy.services import note_change

NEW = "dragon_care"
CORRECTED = [
    f"{what} dragon {who}"
    for what in ("Fire", "Ice", "Forest", "Sea")
    for who in ("tamer", "groomer", "feeder")
]
UNSEEN = "Principal swamp dragon tamer"


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


@pytest.fixture
def function(models: None) -> Function:
    """A function that staff made a minute ago; no model has seen it."""
    made = Function.objects.create(
        department=Department.objects.get(slug="operations"), slug=NEW, name="Dragon Care"
    )
    note_change("added a function")
    return made


@pytest.fixture
def corrected(
    workspace: Workspace,
    manager: User,
    function: Function,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> JobTitle:
    """Titles corrected to the new function, and one beside them that nobody spoke of."""
    unseen = make_title(workspace, UNSEEN, people=2)
    titles = [make_title(workspace, text) for text in CORRECTED]
    classify_batch()
    with django_capture_on_commit_callbacks(execute=True):  # The jobs run when all is said.
        for title in titles:
            record_correction(job_title=title, word=Word((NEW,), "specialist"), author=manager)
    return unseen
