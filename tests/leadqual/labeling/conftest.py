"""Titles to classify and correct."""

from collections.abc import Callable

import pytest
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from classifiers.titles.text.normalize import normalize
from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.labeling.models.queues import QueueRun
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.tasks import make_queues
from leadqual.leads.models import Contact, JobTitle
from leadqual.taxonomy.models import Department, Function
from leadqual.taxonomy.services import note_change
from tests.product import MANAGER, make_manager, make_workspace
from tests.rows import Rows, put_back, written_by

NEW = "dragon_care"
CORRECTED = [
    f"{what} dragon {who}"
    for what in ("Fire", "Ice", "Forest", "Sea")
    for who in ("tamer", "groomer", "feeder")
]
UNSEEN = "Principal heath dragon tamer"
DRAGONS = ("Heath dragon tamer", "Cave dragon tamer", "Forest dragon tamer")
_kept: dict[str, Rows] = {}


def make_title(workspace: Workspace, title: str, *, people: int = 1) -> JobTitle:
    """Create a title that waits to be classified, with people who carry it."""
    row = JobTitle.objects.create(
        workspace=workspace, title=title, normalised=normalize(title), n_contacts=people
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


def make_function() -> Function:
    """Create a function that no model has seen."""
    made = Function.objects.create(
        department=Department.objects.get(slug="operations"), slug=NEW, name="Dragon Care"
    )
    note_change("added a function")
    return made


def _teach(capture: DjangoCaptureOnCommitCallbacks) -> None:
    """Correct titles to a new function in a new workspace, and leave one that nobody spoke of."""
    workspace = make_workspace()
    manager = make_manager(workspace)
    make_function()
    make_title(workspace, UNSEEN, people=2)
    titles = [make_title(workspace, text) for text in CORRECTED]
    classify_batch()
    with capture(execute=True):  # The jobs run when all is said.
        for title in titles:
            record_correction(
                job_title=title,
                correction_input=CorrectionInput((NEW,), "specialist"),
                author=manager,
            )


def _group() -> None:
    """Put three titles into a group and two into another, in a new workspace."""
    workspace = make_workspace()
    make_manager(workspace)
    for n, text in enumerate(DRAGONS):
        make_title(workspace, text, people=4 - n)
    for text in ("Snake charmer", "Sand snake charmer"):
        make_title(workspace, text)
    classify_batch()
    request_run(QueueRun, Job.MAKE_QUEUES, workspace=workspace)
    make_queues(workspace_id=workspace.pk)


def once(name: str, make: Callable[[], None]) -> None:
    """Write rows, which takes seconds; where the process did so before, put the same ones back.

    Args:
        name: of these rows.
        make: writes them, the workspace among them; what it returns to the test is in the tables.
    """
    if name in _kept:
        put_back(_kept[name])
    else:
        _kept[name] = written_by(make)


@pytest.fixture
def weak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is learned finds too few of its own titles."""
    monkeypatch.setattr(LearnedFunction, "MIN_RECALL", 1.01)


@pytest.fixture
def is_taught(
    request: pytest.FixtureRequest,
    db: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> bool:
    """Whether the rows of the workspace are there already: of `corrected` or `grouped`."""
    if "grouped" in request.fixturenames:
        once("grouped", _group)
        return True
    if "corrected" not in request.fixturenames:
        return False
    is_weak = "weak" in request.fixturenames
    if is_weak:
        request.getfixturevalue("weak")
    once(f"corrected, weak: {is_weak}", lambda: _teach(django_capture_on_commit_callbacks))
    return True


@pytest.fixture
def workspace(is_taught: bool) -> Workspace:
    """A workspace with nothing in it but what `corrected` says."""
    return Workspace.objects.get(slug="northwind") if is_taught else make_workspace()


@pytest.fixture
def manager(workspace: Workspace, is_taught: bool) -> User:
    """A manager of the workspace."""
    return User.objects.get(email=MANAGER) if is_taught else make_manager(workspace)


@pytest.fixture
def function(is_taught: bool) -> Function:
    """A function that staff made a minute ago; no model has seen it."""
    return Function.objects.get(slug=NEW) if is_taught else make_function()


@pytest.fixture
def corrected(workspace: Workspace, function: Function) -> JobTitle:
    """Titles corrected to the new function, and one beside them that nobody spoke of."""
    return JobTitle.objects.get(title=UNSEEN)


@pytest.fixture
def grouped(workspace: Workspace) -> list[JobTitle]:
    """Three unclassified titles in a group; two more are in another."""
    return list(JobTitle.objects.filter(workspace=workspace, title__in=DRAGONS).order_by("pk"))
