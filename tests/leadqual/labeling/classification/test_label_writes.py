"""What is stored of a title: how sure its surest label is goes with every change of its labels."""

import pytest
from django.db import connection
from django.db.models import Max

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.labeling.queues.selectors import title_queue
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]

TITLES = ("Chief Revenue Wizard", "Wizard, chief revenue", "Sales Engineer", "Heath dragon tamer")


def noted() -> dict[str, float]:
    return dict(JobTitle.objects.values_list("title", "surest"))


def counted() -> dict[str, float]:
    rows = JobTitle.objects.annotate(most=Max("labels__score")).values_list("title", "most")
    return {title: most or 0.0 for title, most in rows}


def test_it_is_noted_with_every_answer_word_follower_and_undo(
    workspace: Workspace, manager: User
) -> None:
    first, *_ = [make_title(workspace, text) for text in TITLES]
    assert set(noted().values()) == {-1.0}

    classify_batch()
    read = noted()
    assert read == counted()
    assert read["Heath dragon tamer"] == 0
    assert 0 < read["Chief Revenue Wizard"] < 1

    for functions in (("sales",), ()):
        word = CorrectionInput(functions, "lead")
        said = record_correction(job_title=first, correction_input=word, author=manager)
        assert said.propagated_labels.filter(is_in_force=True).count() == 1
        assert noted() == counted()
    undo_correction(correction=said, author=manager)
    assert noted() == counted()
    undo_correction(correction=first.corrections.get(is_current=True), author=manager)

    assert noted() == read == counted()


def test_the_least_sure_are_read_along_their_index(workspace: Workspace) -> None:
    make_title(workspace, TITLES[0])
    classify_batch()
    JobTitle.objects.update(surest=0.6)
    queue = title_queue(workspace, "uncertain")
    assert [row.title for row in queue] == [TITLES[0]]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = queue.all()[:50].explain()

    assert "job_title_by_surest" in plan
    assert "Sort" not in plan
