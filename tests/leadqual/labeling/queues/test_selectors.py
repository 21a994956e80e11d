"""What the next titles would add is what they do add, once a person has spoken of them."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.selectors import coverage
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.queues import selectors
from leadqual.labeling.queues.selectors import next_titles
from tests.leadqual.labeling.conftest import make_title

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_what_the_next_titles_would_add_is_what_they_add(
    workspace: Workspace,
    other_workspace: Workspace,
    manager: User,
    models: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selectors, "NEXT", 2)
    wizard = make_title(workspace, "Wizard of Oz", people=4)
    make_title(workspace, "CEO", people=3)  # Of the dictionary: nothing to do.
    charmer = make_title(workspace, "Snake charmer", people=2)
    make_title(workspace, "Wizard of Ur", people=1)
    make_title(other_workspace, "Wizard of Rye", people=50)
    classify_batch()

    before = next_titles(workspace, coverage(workspace))
    for row in (wizard, charmer):
        word = CorrectionInput(("nursing",), "lead", propagate=False)
        record_correction(job_title=row, correction_input=word, author=manager)
    after = coverage(workspace)

    assert before["n_titles"] == 2
    assert before["share"] == pytest.approx(after.share) == pytest.approx(0.9)
    assert before["more"] == pytest.approx(0.6)
    assert next_titles(workspace, after)["n_titles"] == 1


def test_the_page_says_what_the_next_titles_would_add(
    viewer_client: Client, workspace: Workspace, models: None
) -> None:
    make_title(workspace, "Wizard of Oz", people=4)
    classify_batch()

    body = " ".join(viewer_client.get("/titles/").content.decode().split())

    assert 'The next <span class="num">1</span> title to do would add' in body


def test_a_workspace_without_people_divides_by_nothing(workspace: Workspace) -> None:
    found = next_titles(workspace, coverage(workspace))

    assert (found["n_titles"], found["share"], found["more"]) == (0, 0.0, 0.0)
