"""Columns of a model follow their functions; of merged ones the largest chance counts."""

import numpy as np
import pytest

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.explanations import word_shares
from classifiers.titles.model.label_columns import LabelColumns

SLUGS = ("a", "b", "c")
SCORES = np.array([[0.9, 0.1, 0.2], [0.3, 0.4, 0.8]], dtype=np.float32)
OWN = np.array([0.5, 0.7, 0.3], dtype=np.float32)


def test_renamed_function_keeps_its_column() -> None:
    columns = LabelColumns.under(SLUGS, {"b": "bee", "x": "y"})

    assert columns.functions == ("a", "bee", "c")
    assert columns.joined(SCORES) is SCORES
    assert columns.thresholds(SLUGS, OWN).tolist() == OWN.tolist()


def test_merged_functions_have_the_largest_chance_and_the_threshold_of_the_heir() -> None:
    for into, threshold in [("a", 0.5), ("c", 0.3), ("new", 0.3)]:
        columns = LabelColumns.under(SLUGS, {slug: into for slug in "ac" if slug != into})

        assert columns.functions == (into, "b")
        np.testing.assert_array_equal(
            columns.joined(SCORES), np.array([[0.9, 0.1], [0.8, 0.4]], dtype=np.float32)
        )
        assert columns.thresholds(SLUGS, OWN).tolist() == pytest.approx([threshold, 0.7])
        assert columns.joined(SCORES[:0]).shape == (0, 2)


def test_model_says_under_new_slugs_what_it_said_under_the_old_ones(cascade: TitleCascade) -> None:
    model, titles = cascade.model, ["tax manager", "nurse", ""]
    named = model.under({"tax": "taxes", "it_audit_compliance": "accounting"})
    before, after = model.predict(titles), named.predict(titles)
    place = {slug: column for column, slug in enumerate(model.functions)}
    merged = np.maximum(
        *(before.functions[:, place[slug]] for slug in ("it_audit_compliance", "accounting"))
    )

    assert "tax" not in named.functions
    np.testing.assert_array_equal(
        after.functions[:, named.functions.index("taxes")], before.functions[:, place["tax"]]
    )
    np.testing.assert_array_equal(after.functions[:, named.functions.index("accounting")], merged)
    np.testing.assert_array_equal(after.levels, before.levels)
    np.testing.assert_array_equal(after.industries, before.industries)
    (shares,) = word_shares(named, ["tax manager"])
    (own,) = word_shares(model, ["tax manager"])
    assert shares.functions.shape == (3, len(named.functions))
    assert shares.falls(named.functions.index("taxes")) == own.falls(place["tax"])


def test_slugs_that_come_back_are_those_of_the_model_again(cascade: TitleCascade) -> None:
    model = cascade.model
    named = model.under({"tax": "taxes"})

    assert named.under({}) is model
    assert named.under({"tax": "levies"}).functions.count("levies") == 1
    assert model.under({"unknown": "tax"}) is model
