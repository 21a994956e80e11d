"""Steps of the sample workspace are taken in their order, each at its time and once."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.demo.story.story_steps import Step, Story, Team, has_run, run_steps
from leadqual.leads.models import Company
from leadqual.leads.records.notes import add_note

TODAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def story(workspace: Workspace, manager: User) -> Story:
    workspace.sample_steps = 0
    workspace.save()
    return Story(workspace, Team(manager, manager, manager), TODAY)


def test_times_of_today_that_are_not_over_are_moved_before_now(story: Story) -> None:
    assert story.at(3, 17, 30) == datetime(2026, 2, 27, 17, 30, tzinfo=UTC)
    assert story.at(0, 8) == TODAY.replace(hour=8)
    assert story.at(0, 17) == TODAY - timedelta(minutes=5)


def test_steps_happen_in_their_order_each_at_its_time_with_its_own_chance(story: Story) -> None:
    told: list[tuple[str, datetime, float]] = []

    def step(name: str, days_ago: int) -> Step:
        def work(chance: random.Random) -> None:
            told.append((name, clock.now(), chance.random()))

        return Step(story.at(days_ago, 9), name, work)

    assert run_steps(story, [step("b", 1), step("a", 4)]) == 2
    first = list(told)
    assert [(name, at) for name, at, _ in first] == [("a", story.at(4, 9)), ("b", story.at(1, 9))]
    assert first[0][2] != first[1][2]

    story.workspace.sample_steps = 0
    story.workspace.save()
    run_steps(story, [step("b", 1), step("a", 4)])
    assert told[2:] == first


def test_a_step_that_was_killed_leaves_nothing_and_is_taken_again_once(story: Story) -> None:
    company = Company.objects.create(workspace=story.workspace, name="Brightwater", name_key="b")
    is_killed = [True]

    def write(text: str, *, dies: bool = False) -> Step:
        def work(_: random.Random) -> None:
            add_note(record=company, text=text, author=story.team.owner)
            if dies and is_killed:
                is_killed.clear()
                raise KeyboardInterrupt

        return Step(story.at(2, 9, len(text)), text, work)

    steps = [write("1"), write("22", dies=True), write("333")]
    with pytest.raises(KeyboardInterrupt):
        run_steps(story, steps)
    assert list(company.notes.values_list("text", flat=True)) == ["1"]

    fresh = Workspace.objects.get(pk=story.workspace.pk)
    again = Story(fresh, story.team, TODAY)
    assert run_steps(again, steps) == 2
    assert run_steps(again, steps) == 0
    assert sorted(company.notes.values_list("text", flat=True)) == ["1", "22", "333"]


def test_what_needs_vectors_is_told_after_all_else_once_they_are_there(story: Story) -> None:
    told: list[str] = []

    def step(name: str, days_ago: int, *, needs_vectors: bool = False) -> Step:
        return Step(
            story.at(days_ago, 9), name, lambda _: told.append(name), needs_vectors=needs_vectors
        )

    steps = [step("cards", 2, needs_vectors=True), step("lists", 1), step("imports", 3)]

    assert run_steps(story, steps) == 2
    assert (told, has_run(story.workspace, steps)) == (["imports", "lists"], False)
    assert run_steps(story, steps) == 0
    assert run_steps(story, steps, has_vectors=True) == 1
    assert (told[2:], has_run(story.workspace, steps)) == (["cards"], True)


def test_a_step_that_another_process_took_or_of_a_deleted_workspace_is_left_alone(
    story: Story,
) -> None:
    told: list[str] = []
    steps = [Step(story.at(2, 9), "note", lambda _: told.append("note"))]

    Workspace.objects.filter(pk=story.workspace.pk).update(sample_steps=1)
    assert run_steps(story, steps) == 0
    Workspace.objects.filter(pk=story.workspace.pk).update(sample_steps=0, deleted_at=TODAY)
    assert run_steps(story, steps) == 0
    assert told == []
