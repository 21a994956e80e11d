import numpy as np
import pytest

from facet_index.title_tables import Titles, codes_of, step_of
from facet_index.types import Taxonomy, TitleRow
from tests.facet_index.makers import TAXONOMY


@pytest.fixture
def titles() -> Titles:
    return Titles.empty(codes_of(TAXONOMY))


def test_functions_know_their_department_and_retired_ones_have_none() -> None:
    codes = codes_of(TAXONOMY)

    homes = [codes.departments.texts[code] for code in codes.department_of]
    assert homes == ["", "sales", "sales", "it", ""]


def test_title_knows_the_departments_of_labels_that_are_sure_enough(titles: Titles) -> None:
    labels = [("ops", 0.4), ("inside", 0.9), ("field", 0.2), ("old", 1.0)]
    codes = titles.put([TitleRow(7, labels=labels), TitleRow(8), TitleRow(9, labels=labels[3:])])

    assert titles.departments_of(codes).tolist() == [0b110, 0, 0]
    assert titles.departments_of(codes, 0.9).tolist() == [0b010, 0, 0]
    assert titles.departments_of(codes, 0.91).tolist() == [0, 0, 0]
    assert titles.departments.values[codes].tolist() == [0b110, 0, 0]
    assert titles.best.values[codes].tolist() == [1.0, -1.0, 1.0]


def test_what_the_taxonomy_does_not_know_counts_as_nothing(titles: Titles) -> None:
    row = TitleRow(7, level="unheard", industry="unheard", labels=[("unheard", 0.9)])

    (code,) = titles.put([row])

    assert titles.level.values[code] == titles.industry.values[code] == 0
    assert titles.departments.values[code] == 0
    assert titles.labels.of(np.array([code]))[1]["function"].tolist() == [0]
    assert titles.codes.levels.texts == ["", *TAXONOMY.levels]


def test_title_that_is_put_again_forgets_its_former_labels(titles: Titles) -> None:
    codes = titles.put([TitleRow(7, level="head", labels=[("ops", 0.4)])])

    assert titles.put([TitleRow(7, labels=[("field", 0.2)])]) == codes

    assert titles.departments.values[codes].tolist() == [0b010]
    assert titles.best.values[codes].tolist() == [0.2]
    assert titles.level.values[codes].tolist() == [0]
    assert np.count_nonzero(titles.labels.owner.values) == 1


def test_most_departments_that_fit_are_told_apart() -> None:
    names = tuple(f"d{n}" for n in range(31))
    titles = Titles.empty(codes_of(Taxonomy(names, {f"f{name}": name for name in names}, (), ())))

    codes = titles.put([TitleRow(1 + n, labels=[(f"fd{n}", 1.0)]) for n in range(31)])

    assert titles.departments.values[codes].tolist() == [2 << n for n in range(31)]


def test_more_departments_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="31 departments"):
        codes_of(Taxonomy(tuple(f"d{n}" for n in range(32)), {}, (), ()))


def test_steps_of_scores_begin_at_each_twentieth() -> None:
    scores = np.array([-1.0, 0.0, 0.049, 0.05, 0.949, 0.95, 1.0])

    assert step_of(scores).tolist() == [0, 1, 1, 2, 19, 20, 20]
