"""Steps of the sample workspace are taken in their order, each at its time and once."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.demo.story.timeline import Scene, Step, Team, is_told, tell
from leadqual.leads.models import Company
from leadqual.leads.records.notes import add_note

TODAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def scene(workspace: Workspace, manager: User) -> Scene:
    workspace.sample_steps = 0
    workspace.save()
    return Scene(workspace, Team(manager, manager, manager), TODAY)


def test_times_of_today_that_are_not_over_are_moved_before_now(scene: Scene) -> None:
    assert scene.at(3, 17, 30) == datetime(2026, 2, 27, 17, 30, tzinfo=UTC)
    assert scene.at(0, 8) == TODAY.replace(hour=8)
    assert scene.at(0, 17) == TODAY - timedelta(minutes=5)


def test_steps_happen_in_their_order_each_at_its_time_with_its_own_chance(scene: Scene) -> None:
    told: list[tuple[str, datetime, float]] = []

    def step(name: str, days_ago: int) -> Step:
        def work(chance: random.Random) -> None:
            told.append((name, clock.now(), chance.random()))

        return Step(scene.at(days_ago, 9), name, work)

    assert tell(scene, [step("b", 1), step("a", 4)]) == 2
    first = list(told)
    assert [(name, at) for name, at, _ in first] == [("a", scene.at(4, 9)), ("b", scene.at(1, 9))]
    assert first[0][2] != first[1][2]

    scene.workspace.sample_steps = 0
    scene.workspace.save()
    tell(scene, [step("b", 1), step("a", 4)])
    assert told[2:] == first


def test_a_step_that_was_killed_leaves_nothing_and_is_taken_again_once(scene: Scene) -> None:
    company = Company.objects.create(workspace=scene.workspace, name="Brightwater", name_key="b")
    is_killed = [True]

    def write(text: str, *, dies: bool = False) -> Step:
        def work(_: random.Random) -> None:
            add_note(record=company, text=text, author=scene.team.owner)
            if dies and is_killed:
                is_killed.clear()
                raise KeyboardInterrupt

        return Step(scene.at(2, 9, len(text)), text, work)

    steps = [write("1"), write("22", dies=True), write("333")]
    with pytest.raises(KeyboardInterrupt):
        tell(scene, steps)
    assert list(company.notes.values_list("text", flat=True)) == ["1"]

    fresh = Workspace.objects.get(pk=scene.workspace.pk)
    again = Scene(fresh, scene.team, TODAY)
    assert tell(again, steps) == 2
    assert tell(again, steps) == 0
    assert sorted(company.notes.values_list("text", flat=True)) == ["1", "22", "333"]


def test_what_needs_vectors_is_told_after_all_else_once_they_are_there(scene: Scene) -> None:
    told: list[str] = []

    def step(name: str, days_ago: int, *, needs_vectors: bool = False) -> Step:
        return Step(
            scene.at(days_ago, 9), name, lambda _: told.append(name), needs_vectors=needs_vectors
        )

    steps = [step("cards", 2, needs_vectors=True), step("lists", 1), step("imports", 3)]

    assert tell(scene, steps) == 2
    assert (told, is_told(scene.workspace, steps)) == (["imports", "lists"], False)
    assert tell(scene, steps) == 0
    assert tell(scene, steps, has_vectors=True) == 1
    assert (told[2:], is_told(scene.workspace, steps)) == (["cards"], True)


def test_a_step_that_another_process_took_or_of_a_deleted_workspace_is_left_alone(
    scene: Scene,
) -> None:
    told: list[str] = []
    steps = [Step(scene.at(2, 9), "note", lambda _: told.append("note"))]

    Workspace.objects.filter(pk=scene.workspace.pk).update(sample_steps=1)
    assert tell(scene, steps) == 0
    Workspace.objects.filter(pk=scene.workspace.pk).update(sample_steps=0, deleted_at=TODAY)
    assert tell(scene, steps) == 0
    assert told == []
