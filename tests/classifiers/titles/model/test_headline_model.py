"""Parts of a headline are weighed: trees, features, artifact."""

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.boosted_trees import BoostedTrees
from classifiers.titles.model.headline_candidates import HeadlineBatch, HeadlinePart, candidates
from classifiers.titles.model.headline_model import HeadlineModel, mean_labels
from classifiers.titles.training.headline_fit import fit_trees

PARTS = [
    [HeadlinePart("nurse", is_known=True), HeadlinePart("open to work", "|")],
    [HeadlinePart("founder"), HeadlinePart("growth", "|"), HeadlinePart("marketing", "|")],
]


def batch() -> HeadlineBatch:
    random = np.random.default_rng(1)
    chances = [random.random(shape, dtype=np.float32) for shape in ((5, 4), (5, 3), (2, 4), (2, 3))]
    return HeadlineBatch(PARTS, random.random(5, dtype=np.float32), *chances)


def test_trees_say_what_those_of_the_library_say() -> None:
    random = np.random.default_rng(2)
    rows = random.random((400, 5)).astype(np.float32)
    right = rows[:, 0] + rows[:, 1] * rows[:, 2] > 0.8
    trees, fitted = fit_trees(rows, right, np.ones(400, np.float32), seed=3)

    assert isinstance(fitted, GradientBoostingClassifier)
    theirs = fitted.predict_proba(rows)[:, 1]
    assert np.abs(trees.probabilities(rows) - theirs).max() < 1e-3


def test_trees_are_the_same_once_saved_and_read() -> None:
    random = np.random.default_rng(2)
    rows = random.random((100, 3)).astype(np.float32)
    trees, _ = fit_trees(rows, rows[:, 0] > 0.5, np.ones(100, np.float32), seed=3)

    again = BoostedTrees.of("some", trees.arrays("some"))

    assert np.array_equal(again.probabilities(rows), trees.probabilities(rows))


def test_features_of_a_headline_are_the_same_in_any_batch() -> None:
    for kind in ["functions", "levels"]:
        levels = kind == "levels"
        both = batch()
        second = HeadlineBatch(
            PARTS[1:],
            both.relevance[2:],
            both.functions[2:],
            both.levels[2:],
            both.whole_functions[1:],
            both.whole_levels[1:],
        )

        together, alone = candidates(both, levels=levels), candidates(second, levels=levels)

        mine = together.headlines == 1
        assert np.array_equal(together.features[mine], alone.features)
        assert np.array_equal(together.parts[mine] - 2, alone.parts)


def test_label_belongs_to_the_part_that_names_it_most() -> None:
    both = batch()

    weighed = mean_labels(both)

    assert weighed.parts[1].tolist() == (2 + both.functions[2:].argmax(axis=0)).tolist()


def test_model_without_headlines_has_no_arrays_to_read() -> None:
    assert HeadlineModel.of({}) is None


def test_part_that_says_nothing_changes_nothing(cascade: TitleCascade) -> None:
    for part in [
        "Open to work",
        "ex-Google",
        "Mom of two",
        "MBA",
        "Keynote speaker",
        "Auf Jobsuche",
        "10+ years of experience",
    ]:
        for title in ["Registered Nurse", "Tax Manager", "Senior Data Scientist"]:
            plain, more = cascade.predict([title, f"{title} | {part}"])

            assert {label.slug for label in more.functions} == {
                label.slug for label in plain.functions
            }
            assert more.level.slug == plain.level.slug
