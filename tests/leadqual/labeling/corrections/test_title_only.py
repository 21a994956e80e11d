"""A correction of one title alone is never refused; it can be repeated, undone and done again."""

import re

import pytest
from django.test import Client

from classifiers.titles.training.dataset import read_frozen
from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import NothingToUndoError
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    preview_correction,
    record_correction,
    redo_correction,
    undo_correction,
)
from leadqual.labeling.models.corrections import Correction, PropagatedLabel
from leadqual.labeling.quality_gate import MetricDropError
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = pytest.mark.django_db
NURSING = CorrectionInput(("nursing",), "specialist")
ALONE = CorrectionInput(("nursing",), "specialist", propagate=False)


@pytest.fixture
def refused(workspace: Workspace, models: None, manager: User) -> JobTitle:
    """A title whose correction would take titles of the test set with it."""
    for title in read_frozen():
        row = make_title(workspace, f"Senior {title.title}")
        classify_batch()
        if preview_correction(job_title=row, correction_input=NURSING).is_refused:
            return row
        row.contacts.all().delete()
        row.delete()
    raise AssertionError


def test_what_is_refused_for_close_variants_is_kept_as_entered_and_saved_for_the_title_alone(
    refused: JobTitle, qualifier_client: Client, manager: User
) -> None:
    found = preview_correction(job_title=refused, correction_input=NURSING)
    alone = preview_correction(job_title=refused, correction_input=ALONE)
    assert found.worse
    assert all(each.before != each.after for each in found.worse)
    assert (alone.falls, alone.worse, alone.is_refused) == ((), (), False)
    with pytest.raises(MetricDropError):
        record_correction(job_title=refused, correction_input=NURSING, author=manager)
    assert not Correction.objects.exists()
    here = f"/titles/done/?title={refused.pk}"
    form = {"functions": "nursing", "level": "vp", "propagate": "1", "note": "Why.", "next": here}

    shown = qualifier_client.post(f"/titles/{refused.pk}/preview/", form).content.decode()
    assert f"“{found.worse[0].title}” is " in shown
    assert "F1 " in shown  # Folded below.
    answer = qualifier_client.post(f"/titles/{refused.pk}/correct/", form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Close variants would get wrong labels." in page
    for kept in ('value="nursing" checked', 'value="vp" selected', 'value="Why."'):
        assert kept in page
    done = qualifier_client.post(f"/titles/{refused.pk}/correct/", {**form, "only": "1"})
    assert done.status_code == 302
    assert labels_of(refused) == {"nursing": "correction"}


def test_the_last_labels_are_repeated_and_the_level_stays(
    qualifier_client: Client,
    manager_client: Client,
    qualifier: User,
    workspace: Workspace,
    models: None,
) -> None:
    first, second = (make_title(workspace, f"{who} charmer") for who in ("Snake", "Chief newt"))
    classify_batch()
    record_correction(job_title=first, correction_input=ALONE, author=qualifier)
    last = Correction.objects.get()

    page = qualifier_client.get(f"/titles/?title={second.pk}").content.decode()
    form = {"repeat": str(last.pk), "other": "1", "was_other": "1", "level": "c_level"}
    theirs = manager_client.get(f"/titles/?title={second.pk}").content.decode()
    assert 'name="repeat"' not in theirs  # Nobody repeats what a colleague did.
    bare = {"repeat": str(last.pk), "level": "lead"}
    assert manager_client.post(f"/titles/{second.pk}/correct/", bare).status_code == 422
    assert not labels_of(second)
    qualifier_client.post(f"/titles/{second.pk}/correct/", form)

    button = re.search(r'<button[^>]*name="repeat"[^>]*>', page)
    assert button is not None
    assert f'value="{last.pk}" aria-keyshortcuts="."' in button.group()
    assert labels_of(second) == {"nursing": "correction"}
    second.refresh_from_db()
    assert second.level is not None
    assert second.level.slug == "c_level"


def test_an_undone_correction_is_done_again_with_its_variants(
    workspace: Workspace, manager: User, manager_client: Client, models: None
) -> None:
    title = make_title(workspace, "Snake charmer", people=2)
    make_title(workspace, "Senior snake charmer")
    classify_batch()
    word = CorrectionInput(("nursing",), "lead", note="They care.")
    said = record_correction(job_title=title, correction_input=word, author=manager)
    n_moved = PropagatedLabel.objects.filter(is_in_force=True).count()
    page = manager_client.post(f"/titles/corrections/{said.pk}/undo/", follow=True)
    assert not labels_of(title)
    assert f'action="/titles/corrections/{said.pk}/redo/"' in page.content.decode()

    manager_client.post(f"/titles/corrections/{said.pk}/redo/")

    again = Correction.objects.get(is_current=True)
    assert (again.note, again.level.slug, n_moved) == ("They care.", "lead", 1)
    assert labels_of(title) == {"nursing": "correction"}
    assert PropagatedLabel.objects.filter(is_in_force=True).count() == 1


def test_what_was_corrected_since_is_not_done_again(
    workspace: Workspace, manager: User, qualifier_client: Client, models: None
) -> None:
    title = make_title(workspace, "Snake charmer")
    classify_batch()
    said = record_correction(job_title=title, correction_input=ALONE, author=manager)
    with pytest.raises(NothingToUndoError):
        redo_correction(correction=said, author=manager)
    undo_correction(correction=said, author=manager)
    Function.objects.filter(slug="nursing").update(retired_at=said.created_at)
    told = qualifier_client.post(f"/titles/corrections/{said.pk}/redo/", follow=True)
    assert "retired" in told.content.decode()
    Function.objects.filter(slug="nursing").update(retired_at=None)
    record_correction(job_title=title, correction_input=CorrectionInput((), "lead"), author=manager)

    answer = qualifier_client.post(f"/titles/corrections/{said.pk}/redo/", follow=True)

    assert "corrected again since" in answer.content.decode()
    assert not labels_of(title)
