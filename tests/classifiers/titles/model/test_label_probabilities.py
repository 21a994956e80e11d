"""Chances below the thresholds: moving a threshold does to titles what they say."""

from collections.abc import Sequence

import numpy as np
import pytest

from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.text.normalize import normalize

TITLES = [
    *("Sales Engineer", "Head of Sales & Office Manager | ex-Google", "VP Mktg & Ops"),
    *("Recriuter", "Chief Revenue Wizard", "Customer happiness lead"),
    *("Data engineer / architect", "Growth hacker and brand storyteller"),
    *("Senior manager, pricing and partner enablement", "Regional fleet coordinator"),
    *("Queen of the World", "Programmer, Marketing Team", "Payroll and benefits analyst"),
    *("10/6;", ""),
]


def with_function(cascade: TitleCascade, slug: str) -> set[str]:
    """Return the titles that a cascade gives a function."""
    found = cascade.predict(TITLES, explain=False)
    return {one.title for one in found if slug in {label.slug for label in one.functions}}


def chances_by_title(cascade: TitleCascade, titles: Sequence[str], slug: str) -> dict[str, float]:
    """Return title → chance of a function."""
    found = cascade.chances([normalize(title) for title in titles], least=0.01)
    column = cascade.model.functions.index(slug)
    mine = found.columns == column
    return {
        titles[row]: float(chance)
        for row, chance in zip(found.rows[mine], found.chances[mine], strict=True)
    }


@pytest.mark.parametrize(
    ("slug", "thresholds"),
    [("sales", [0.02, 0.97]), ("marketing", [0.1]), ("oper", [0.35]), ("engin", [0.8])],
)
def test_a_moved_threshold_gives_a_function_to_the_titles_with_that_chance(
    cascade: TitleCascade, slug: str, thresholds: list[float]
) -> None:
    slug = next(name for name in cascade.model.functions if name.startswith(slug))
    chances = chances_by_title(cascade, TITLES, slug)
    never = with_function(load_cascade(thresholds={slug: 2.0}), slug)

    for threshold in thresholds:
        moved = load_cascade(thresholds={slug: threshold})

        limit = np.float32(threshold)
        expected = {title for title, chance in chances.items() if np.float32(chance) >= limit}
        assert with_function(moved, slug) - never == expected


def test_what_entries_and_rules_give_has_no_chance(cascade: TitleCascade) -> None:
    answers = cascade.predict(TITLES)
    found = cascade.chances([normalize(title) for title in TITLES], least=0.01)

    said = {
        (TITLES[row], cascade.model.functions[column])
        for row, column in zip(found.rows, found.columns, strict=True)
    }

    certain = {
        (answer.title, why.label)
        for answer in answers
        if len(cascade.reader.roles(answer.normalised, {})) == 1  # Others are weighed.
        for why in answer.why
        if why.because in {"dictionary", "rule"}
    }
    assert certain
    assert not certain & said


def test_the_likeliest_come_first_and_none_is_there_twice(cascade: TitleCascade) -> None:
    found = cascade.chances([normalize(title) for title in TITLES], least=0.01)

    pairs = list(zip(found.rows.tolist(), found.columns.tolist(), strict=True))
    order = list(zip(found.rows.tolist(), (-found.chances).tolist(), strict=True))
    assert len(pairs) == len(set(pairs)) > len(TITLES)
    assert order == sorted(order)


def test_a_title_with_three_surer_functions_has_no_chance_of_a_fourth(
    cascade: TitleCascade,
) -> None:
    found = cascade.chances([normalize(title) for title in TITLES], least=0.01)
    limits = np.array(list(cascade.limits().values()))

    for row in set(found.rows.tolist()):
        mine = found.rows == row
        is_given = found.chances[mine] >= limits[found.columns[mine]]
        assert is_given.sum() <= 3


def test_no_titles_have_no_chances(cascade: TitleCascade) -> None:
    assert len(cascade.chances([], least=0.01).rows) == 0
    assert len(cascade.chances([""], least=0.01).rows) == 0
