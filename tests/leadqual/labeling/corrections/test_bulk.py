"""A step corrects many titles at once, as its reach said, and undo brings all of it back."""

from collections.abc import Sequence

import pytest
from django.db.models import QuerySet

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core.errors import NothingToUndoError
from leadqual.labeling.api.titles import answers
from leadqual.labeling.corrections.bulk import (
    MAX_TITLES,
    preview_bulk,
    record_step,
    undo_step,
)
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.labeling.models.corrections import Correction, PropagatedLabel
from leadqual.labeling.models.queues import BulkCorrection
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Industry
from tests.leadqual.labeling.conftest import labels_of, make_title
from tests.problems import refused

pytestmark = pytest.mark.django_db

WORD = CorrectionInput(("nursing", "sales"), level="")
NAMES = ("Wizard of Oz", "Senior Wizard of Rye", "Snake charmer")


@pytest.fixture
def titles(workspace: Workspace, models: None) -> list[JobTitle]:
    """Three titles that are Other, with different levels."""
    rows = [make_title(workspace, name, people=3) for name in NAMES]
    classify_batch()
    return [JobTitle.objects.get(pk=row.pk) for row in rows]


def keys(titles: Sequence[JobTitle]) -> list[int]:
    return [title.pk for title in titles]


def state_of(workspace: Workspace) -> list[dict[str, object]]:
    """Return all that is stored of the titles, but when they were read."""
    rows: QuerySet[JobTitle] = JobTitle.objects.filter(workspace=workspace).order_by("pk")
    fields = ("title", "level", "level_score", "industry", "source", "why", "signature")
    return [
        {"labels": labels_of(row), **{name: getattr(row, name) for name in fields}} for row in rows
    ]


def test_a_step_corrects_all_and_each_keeps_its_own_level_and_industry(
    workspace: Workspace, manager: User, titles: list[JobTitle]
) -> None:
    industry = Industry.objects.get(slug="health_fitness")
    JobTitle.objects.filter(pk=titles[0].pk).update(industry=industry)
    levels = [title.level_id for title in titles]

    step = record_step(
        workspace=workspace,
        title_ids=keys(titles),
        correction_input=WORD,
        name="Wizards",
        author=manager,
    )

    rows = list(JobTitle.objects.filter(pk__in=keys(titles)).order_by("pk"))
    assert [labels_of(row) for row in rows] == [
        {"nursing": "correction", "sales": "correction"}
    ] * 3
    assert [row.level_id for row in rows] == levels
    assert [row.industry_id for row in rows] == [industry.pk, None, None]
    assert len({*levels}) > 1
    assert set(step.corrections.values_list("job_title_id", flat=True)) == set(keys(titles))
    (answer,) = answers(workspace=workspace, titles=[NAMES[2]])
    assert set(answer["labels"]) == {"nursing", "sales"}  # type: ignore[call-overload]  # a dict
    event = AuditRow.objects.get(action="titles.corrected_together")
    assert (event.subject, event.details["titles"]) == (f"correction_step:{step.pk}", 3)


def test_its_reach_says_before_what_it_changes_and_undo_brings_everything_back(
    workspace: Workspace, manager: User, titles: list[JobTitle]
) -> None:
    like = [
        make_title(workspace, name, people=2) for name in ("Wizard, Oz", "Senior snake charmer")
    ]
    classify_batch()
    before = state_of(workspace)

    reach = preview_bulk(workspace=workspace, title_ids=keys(titles), correction_input=WORD)
    assert state_of(workspace) == before
    step = record_step(
        workspace=workspace,
        title_ids=keys(titles),
        correction_input=WORD,
        name="Wizards",
        author=manager,
    )

    assert {row.pk for row in reach.reach.titles} == set(keys(like))
    assert (reach.n_titles, reach.n_contacts) == (5, 13)
    followers = PropagatedLabel.objects.filter(correction__step=step, is_in_force=True)
    assert set(followers.values_list("job_title_id", flat=True)) == set(keys(like))
    assert all("nursing" in labels_of(row) for row in like)
    assert undo_step(step=step, author=manager) == 3
    assert state_of(workspace) == before
    assert not PropagatedLabel.objects.filter(is_in_force=True).exists()
    with pytest.raises(NothingToUndoError):
        undo_step(step=BulkCorrection.objects.get(), author=manager)


def test_what_was_said_before_a_step_counts_again_after_its_undo(
    workspace: Workspace, manager: User, titles: list[JobTitle]
) -> None:
    record_correction(
        job_title=titles[0], correction_input=CorrectionInput(("finance",), "owner"), author=manager
    )
    before = state_of(workspace)

    word = CorrectionInput(("nursing",), level="director")
    step = record_step(
        workspace=workspace, title_ids=keys(titles), correction_input=word, name="", author=manager
    )
    found = JobTitle.objects.filter(pk__in=keys(titles))
    assert {row.level.slug for row in found if row.level} == {"director"}  # A level holds for all.
    undo_step(step=step, author=manager)

    assert state_of(workspace) == before
    assert "finance" in labels_of(titles[0])


def test_titles_that_were_corrected_again_or_undone_alone_stay_as_they_are(
    workspace: Workspace, manager: User, titles: list[JobTitle]
) -> None:
    step = record_step(
        workspace=workspace, title_ids=keys(titles), correction_input=WORD, name="", author=manager
    )
    later = record_correction(
        job_title=titles[0], correction_input=CorrectionInput(("finance",), "owner"), author=manager
    )
    undo_correction(correction=step.corrections.get(job_title=titles[1]), author=manager)

    assert undo_step(step=step, author=manager) == 1

    assert [labels_of(title) for title in titles] == [{"finance": "correction"}, {}, {}]
    undo_correction(correction=later, author=manager)
    assert [labels_of(title) for title in titles] == [{}, {}, {}]  # The step stays undone.


def test_a_step_that_cannot_be_is_refused_and_nothing_is_written(
    workspace: Workspace, other_workspace: Workspace, manager: User, titles: list[JobTitle]
) -> None:
    stranger = make_title(other_workspace, "Wizard of Oz")
    unread = make_title(workspace, "Wizard of Ys")
    for asked, code in (
        ([], "step_size"),
        (range(1, MAX_TITLES + 2), "step_size"),
        ([*keys(titles), stranger.pk], "unknown_titles"),
        ([*keys(titles), unread.pk], "unknown_titles"),
    ):
        with refused(code):
            record_step(
                workspace=workspace,
                title_ids=asked,
                correction_input=WORD,
                name="",
                author=manager,
            )

    assert not Correction.objects.exists()
    assert not BulkCorrection.objects.exists()
