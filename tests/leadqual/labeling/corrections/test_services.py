"""Classification, corrections and their undo."""

import pytest

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core.errors import NothingToUndoError
from leadqual.labeling.api.titles import answers
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    mark_all_for_reclassification,
    record_correction,
    undo_correction,
)
from leadqual.labeling.errors import TooManyFunctionsError, UnknownLabelError
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.search.timeline import timeline_of
from leadqual.search.title_explanations import why_other
from tests.leadqual.labeling.conftest import labels_of, make_title
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db


def correct(title: JobTitle, author: User, *functions: str, level: str = "lead") -> Correction:
    return record_correction(
        job_title=title, correction_input=CorrectionInput(functions, level), author=author
    )


def test_waiting_titles_are_classified_once(workspace: Workspace, models: None) -> None:
    title = make_title(workspace, "Sales Engineer")
    other = make_title(workspace, "Queen of the World")

    first, second = classify_batch(), classify_batch()

    title.refresh_from_db()
    assert (first, second) == (2, 0)
    assert labels_of(other) == {}
    assert set(labels_of(title)) == {"sales_engineering"}
    assert title.level is not None
    assert title.model_version.startswith("titles-")
    assert title.why


def test_correction_wins_at_the_next_request(
    workspace: Workspace, other_workspace: Workspace, title: JobTitle, manager: User
) -> None:
    classify_batch()

    correct(title, manager, "revenue_operations")

    theirs = answers(workspace=other_workspace, titles=[title.title])[0]
    assert theirs["source"] != "correction"

    answer = answers(workspace=workspace, titles=["  REVENUE wizard extraordinaire "])[0]
    assert answer["labels"] == {"revenue_operations": {"category": "master_sales", "score": 1.0}}
    assert answer["source"] == "correction"
    assert labels_of(title) == {"revenue_operations": "correction"}


def test_classification_leaves_corrected_titles_alone(title: JobTitle, manager: User) -> None:
    correct(title, manager, "recruiting")
    JobTitle.objects.update(classified_at=None)

    classify_batch()

    assert labels_of(title) == {"recruiting": "correction"}
    assert mark_all_for_reclassification() == 0


def test_undo_brings_back_what_was_before(title: JobTitle, manager: User) -> None:
    classify_batch()
    before = labels_of(title)
    first = correct(title, manager, "recruiting")
    second = correct(title, manager, "nursing", level="specialist")

    with pytest.raises(NothingToUndoError):  # Only the current one is undone.
        undo_correction(correction=first, author=manager)
    undo_correction(correction=second, author=manager)
    after_one = labels_of(title)
    first.refresh_from_db()
    undo_correction(correction=first, author=manager)

    title.refresh_from_db()
    assert after_one == {"recruiting": "correction"}
    assert labels_of(title) == before
    assert title.source != TitleLabel.Source.CORRECTION
    assert not Correction.objects.filter(is_current=True).exists()
    assert Correction.objects.count() == 2
    actions = list(AuditRow.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["title.correction_undone"] * 2


def test_impossible_correction_is_refused_and_nothing_is_written(
    title: JobTitle, manager: User
) -> None:
    for functions, level, error in [
        (["no_such_function"], "lead", UnknownLabelError),
        (["sales"], "no_such_level", UnknownLabelError),
        (["sales", "marketing", "nursing", "design"], "lead", TooManyFunctionsError),
    ]:
        with pytest.raises(error):
            correct(title, manager, *functions, level=level)

        assert Correction.objects.count() == 0
        assert AuditRow.objects.filter(action="title.corrected").count() == 0


def test_timeline_says_what_a_correction_changed_and_that_it_was_undone(
    title: JobTitle, manager: User
) -> None:
    person = make_contact(title.workspace, "Ada Abel", job_title=title)
    undo_correction(correction=correct(title, manager, "sales"), author=manager)

    told = [one.words for one in timeline_of(person).events if one.kind == "title_corrected"]

    assert told[0] == f"Undid the correction of title “{title.title}”"
    assert told[1].startswith(f"Corrected title “{title.title}”. ")
    assert "Functions: – → Sales" in told[1]


def test_title_corrected_to_other_says_so_and_so_do_those_that_follow(
    workspace: Workspace, manager: User, title: JobTitle
) -> None:
    like = make_title(workspace, "Senior Revenue Wizard Extraordinaire")
    classify_batch()

    record_correction(
        job_title=title, correction_input=CorrectionInput((), "specialist"), author=manager
    )

    title.refresh_from_db()
    like.refresh_from_db()
    found = [
        (row.why[0]["label"], row.why[0]["because"], row.why[0]["text"]) for row in (title, like)
    ]
    assert found == [
        ("other", "correction", title.normalised),
        ("other", "neighbour", title.normalised),
    ]
    assert why_other(title) == "A person confirmed that no function fits."
    assert f"“{title.normalised}”" in why_other(like)
