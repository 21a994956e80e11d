"""Counts of chances become what each threshold does."""

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from leadqual.accounts.models import Workspace
from leadqual.labeling.models.scores import ChanceRun, FunctionChances
from leadqual.labeling.score_counts import (
    MIN_LABELED,
    ThresholdEffect,
    bin_of,
    counts_of,
    state_of_counts,
    titles_affected,
)
from leadqual.labeling.score_histograms import PLACES
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def places(**counts: int) -> list[int]:
    """Return counts at places: `at_40=3`."""
    found = [0] * PLACES
    for name, count in counts.items():
        found[int(name.removeprefix("at_"))] = count
    return found


def count(workspace: Workspace, **fields: object) -> FunctionChances:
    """Store counts of Sales."""
    empty = {name: places() for name in ("titles", "contacts", "right", "wrong")}
    return FunctionChances.objects.create(
        workspace=workspace,
        function=Function.objects.get(slug="sales"),
        **({**empty, "n_carry": 0, "examples": []} | fields),
    )


def test_a_threshold_gives_what_is_there_and_above_in_all_workspaces(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    count(workspace, titles=places(at_40=3, at_60=1), contacts=places(at_40=30, at_60=10))
    count(other_workspace, titles=places(at_41=5), contacts=places(at_41=7))

    counts = counts_of("sales", workspace=workspace)

    assert [counts.everywhere.at(t).n_titles for t in (0.4, 0.41, 0.6, 0.61)] == [9, 6, 1, 0]
    assert [counts.everywhere.at(t).n_contacts for t in (0.4, 0.41, 0.6)] == [47, 17, 10]
    assert [counts.here.at(t).n_titles for t in (0.4, 0.41)] == [4, 1]


def test_precision_and_recall_are_those_of_corrected_titles(workspace: Workspace) -> None:
    count(workspace, right=places(at_30=2, at_70=6), wrong=places(at_30=6, at_70=2), n_carry=16)

    counts = counts_of("sales", workspace=workspace).everywhere

    assert counts.at(0.3) == ThresholdEffect(0, 0, 0.5, 0.5, n_right=8, n_judged=16, n_carry=16)
    assert counts.at(0.5) == ThresholdEffect(0, 0, 0.75, 0.375, n_right=6, n_judged=8, n_carry=16)
    assert counts.at(0.71) == ThresholdEffect(0, 0, None, 0, n_right=0, n_judged=0, n_carry=16)
    assert counts.is_enough


def test_too_few_corrected_titles_have_no_curve_and_nothing_counted_is_nothing(
    workspace: Workspace,
) -> None:
    assert counts_of("sales", workspace=workspace).everywhere.at(0.3) == ThresholdEffect(
        0, 0, None, None
    )

    count(workspace, right=places(at_30=4), n_carry=MIN_LABELED - 1)

    counts = counts_of("sales", workspace=workspace).everywhere
    assert not counts.is_enough
    assert counts.at(0.3).precision is None


def test_a_threshold_between_two_places_is_that_of_the_next() -> None:
    for threshold, place in [(0.4, 40), (0.29, 29), (0.485, 49), (0.001, 1), (1, 100), (0.07, 7)]:
        assert bin_of(threshold) == place


def test_titles_between_two_thresholds_are_named_and_only_those_of_the_workspace(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    rows: list[JobTitle] = [
        make_title(workspace, text, people=n) for n, text in ((1, "One"), (3, "Two"), (2, "Three"))
    ]
    theirs = make_title(other_workspace, "Four")
    keys = [row.pk for row in rows]
    count(workspace, examples=[[40, keys[0]], [59, keys[1]], [60, keys[2]], [50, theirs.pk]])

    counts = counts_of("sales", workspace=workspace)
    found = titles_affected(counts, workspace=workspace, now=0.6, then=0.4, most=9)

    assert [(each.title, each.chance) for each in found] == [(rows[1], 0.59), (rows[0], 0.4)]
    raised = titles_affected(counts, workspace=workspace, now=0.6, then=0.7, most=9)
    assert [each.title for each in raised] == [rows[2]]


def test_how_new_the_counts_are_is_said_of_one_workspace_and_how_many_of_all(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    ChanceRun.objects.create(workspace=workspace, asked_at="2026-11-01T00:00Z")
    ChanceRun.objects.create(
        workspace=other_workspace, made_at="2026-11-01T00:00Z", n_titles=7, n_corrected=3
    )

    state = state_of_counts(workspace)

    assert state.run is not None
    assert state.run.made_at is None
    assert (state.n_titles, state.n_corrected, state.n_workspaces) == (7, 3, 1)


def test_titles_of_other_workspaces_are_not_read(
    workspace: Workspace,
    other_workspace: Workspace,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    count(workspace, examples=[(40, 7)])
    count(other_workspace, examples=[(50, 8)])

    with django_assert_num_queries(2) as asked:
        counts = counts_of("sales", workspace=workspace)

    assert list(counts.examples) == [(40, 7)]
    every, own = (query["sql"] for query in asked.captured_queries)
    assert "examples" not in every
    assert f'"workspace_id" = {workspace.pk}' in own
