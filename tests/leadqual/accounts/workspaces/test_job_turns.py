"""Rows of many workspaces are worked on in turn."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.job_turns import (
    MAX_AT_ONCE,
    order_by_turn,
    record_served,
    take_rows,
)
from leadqual.leads.models import JobTitle

pytestmark = pytest.mark.django_db
WAITING = JobTitle.objects.filter(classified_at=None).order_by("pk")


def with_titles(n: int, name: str) -> Workspace:
    workspace = Workspace.objects.create(name=name, slug=name)
    JobTitle.objects.bulk_create(
        JobTitle(workspace=workspace, title=f"{name} {at}", normalised=f"{name} {at}")
        for at in range(n)
    )
    return workspace


def test_a_long_queue_leaves_an_equal_share_to_a_short_one_that_came_later() -> None:
    large, small = with_titles(50, "large"), with_titles(50, "small")

    taken = take_rows("some-work", WAITING, size=10)

    owners = [title.workspace_id for title in taken]
    assert (owners.count(large.pk), owners.count(small.pk)) == (5, 5)


def test_what_a_workspace_does_not_use_goes_to_the_others() -> None:
    large, small = with_titles(50, "large"), with_titles(2, "small")

    taken = take_rows("some-work", WAITING, size=10)

    owners = [title.workspace_id for title in taken]
    assert (owners.count(large.pk), owners.count(small.pk)) == (8, 2)
    assert len({title.pk for title in taken}) == 10


def test_a_workspace_alone_gets_everything_in_its_order() -> None:
    with_titles(12, "only")

    taken = take_rows("some-work", WAITING, size=10)

    assert [title.pk for title in taken] == list(WAITING.values_list("pk", flat=True)[:10])


def test_more_workspaces_than_fit_one_batch_are_served_by_the_next() -> None:
    places = {with_titles(3, f"place-{at}").pk for at in range(MAX_AT_ONCE + 4)}

    first = {title.workspace_id for title in take_rows("many", WAITING, size=MAX_AT_ONCE)}
    second = {title.workspace_id for title in take_rows("many", WAITING, size=MAX_AT_ONCE)}

    assert len(first) == len(second) == MAX_AT_ONCE
    assert first | second == places


def test_a_deleted_workspace_has_no_turn() -> None:
    gone = with_titles(3, "gone")
    Workspace.objects.filter(pk=gone.pk).update(deleted_at="2026-01-01T00:00Z")

    assert take_rows("some-work", WAITING, size=10) == []


def test_the_workspace_behind_the_last_served_comes_first() -> None:
    record_served("scores", 5)

    assert order_by_turn("scores", [3, 5, 8]) == [8, 3, 5]
    assert order_by_turn("other", [8, 3]) == [3, 8]
