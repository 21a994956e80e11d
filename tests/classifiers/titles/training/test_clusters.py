"""Titles that are alike come together, under a name of their own words."""

import numpy as np
import pytest

from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.model.embedding import title_space
from classifiers.titles.training.clusters import group_titles

DRAGONS = ["swamp dragon tamer", "cave dragon tamer", "forest dragon tamer", "dragon tamer"]
STUDENTS = ["student", "graduate student", "college student"]
ALONE = "queen of the world"


@pytest.fixture(scope="module")
def cascade() -> TitleCascade:
    return load_cascade()


def space_of(cascade: TitleCascade, keys: list[str]) -> np.ndarray:
    return title_space(keys, cascade.model.predict(keys).vectors)


def test_groups_hold_what_is_alike_and_the_most_people_come_first(cascade: TitleCascade) -> None:
    keys = [*STUDENTS, ALONE, *DRAGONS]
    people = [5, 1, 1, 3, 2, 9, 1, 1]

    found = group_titles(keys, space_of(cascade, keys), people)

    assert [{keys[row] for row in group.rows} for group in found] == [
        set(DRAGONS),
        set(STUDENTS),
    ]
    assert [group.name for group in found] == ["Dragon Tamer", "Student"]
    assert keys[found[0].rows[0]] == "cave dragon tamer"
    assert all(0 <= like <= 1 for group in found for like in group.similarity)


def test_the_same_titles_give_the_same_groups(cascade: TitleCascade) -> None:
    keys = [*DRAGONS, *STUDENTS]
    space = space_of(cascade, keys)

    assert group_titles(keys, space, [1] * 7) == group_titles(keys, space, [1] * 7)


def test_no_titles_give_no_groups() -> None:
    assert group_titles([], np.zeros((0, 4), np.float32), []) == []


def test_each_title_is_in_one_group_at_most(cascade: TitleCascade) -> None:
    keys = [f"{first} {second}" for first in "abcdefgh" for second in ("wizard", "elf", "ogre")]

    found = group_titles(keys, space_of(cascade, keys), list(range(len(keys))))

    rows = [row for group in found for row in group.rows]
    assert len(rows) == len(set(rows))
