"""The file in which a comparison is kept."""

from pathlib import Path

import pytest

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.training.frozen_test_set import read_frozen
from research.study import SHIPPED, ResultsError
from research.title_comparison import (
    ComparedMethod,
    ComparedSet,
    ConfusionCell,
    ConfusionExample,
    TitleComparison,
    TitleFigures,
    read_comparison,
    write_comparison,
)

EXAMPLE = ConfusionExample("Brand Ambassador", ("sales",), ("brand_management",))
MADE = TitleComparison(
    at="2026-11-23T08:00:00+00:00",
    n_learned=1_000,
    methods=(
        ComparedMethod("product", "LeadQual", "titles-1", 29.6, 28_000),
        ComparedMethod("fasttext", "fastText", "fasttext-wheel 0.9.2", 230.0, 60_000, 80.0),
    ),
    sets=(
        ComparedSet(
            code="frozen",
            name="Written titles",
            n_titles=10,
            n_unseen=9,
            departments={"sales": 10, "": 1},
            figures={
                "product": TitleFigures(0.95, 0.94, 0.93, 0.97, 0.98),
                "fasttext": TitleFigures(0.85, 0.84, 0.83, 0.87, 0.96),
            },
            confusions={
                "product": (
                    ConfusionCell("sales", "sales", 8),
                    ConfusionCell("sales", "marketing", 2, (EXAMPLE,)),
                    ConfusionCell("", "design", 1),
                ),
                "fasttext": (ConfusionCell("sales", "", 3),),
            },
        ),
    ),
)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lab" / "made.json"

    write_comparison(path, MADE)

    assert read_comparison(path) == MADE


def test_nothing_is_read_where_nothing_is_and_from_another_format(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"format": 99}', encoding="utf-8")

    assert read_comparison(tmp_path / "none.json") is None
    assert read_comparison(other) is None


def test_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    path.write_text('{"format": 1, "at"', encoding="utf-8")

    with pytest.raises(ResultsError, match=r"half\.json"):
        read_comparison(path)


def test_comparison_that_comes_with_the_product_is_small_and_whole(taxonomy: Taxonomy) -> None:
    path = SHIPPED / "titles_beside_fasttext.json"
    found = read_comparison(path)

    assert found is not None
    assert path.stat().st_size < 200_000
    assert {"LeadQual", "fastText"} <= {method.name for method in found.methods}
    for group in found.sets:
        for code, cells in group.confusions.items():
            departments = {cell.right for cell in cells} | {cell.given for cell in cells}
            assert departments - {""} <= set(taxonomy.departments)
            assert sum(cell.n_titles for cell in cells) >= group.n_titles
            assert 0 < group.figures[code].micro_f1 < 1


def test_only_titles_that_come_with_the_product_are_shown() -> None:
    found = read_comparison(SHIPPED / "titles_beside_fasttext.json")
    own = {title.title for title in read_frozen()}

    assert found is not None
    shown = {
        example.title
        for group in found.sets
        for cells in group.confusions.values()
        for cell in cells
        for example in cell.examples
    }
    assert shown
    assert shown <= own
