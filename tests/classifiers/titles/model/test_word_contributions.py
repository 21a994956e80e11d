import numpy as np
import pytest

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.explanations import word_shares


def log_odds(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def test_share_of_a_word_is_what_the_score_loses_without_it(cascade: TitleCascade) -> None:
    model, title = cascade.model, "senior tax manager"
    column = model.functions.index("tax")
    with_it, without = model.predict([title, "senior manager"]).functions[:, column]

    none, shares = word_shares(model, ["", title])

    falls = dict(zip(shares.words, shares.falls(column), strict=True))
    assert none.words == []
    assert none.functions.shape == (1, len(model.functions))
    assert list(falls) == title.split()
    assert falls["tax"] == pytest.approx(log_odds(with_it) - log_odds(without), abs=1e-3)
    assert falls["tax"] > falls["senior"]


def test_many_titles_have_the_shares_that_each_has_alone(cascade: TitleCascade) -> None:
    titles = [f"head of tax {number}" for number in range(400)]

    together = word_shares(cascade.model, titles)

    for title, shares in list(zip(titles, together, strict=True))[::100]:
        (alone,) = word_shares(cascade.model, [title])
        assert shares.words == title.split() == alone.words
        np.testing.assert_allclose(shares.functions, alone.functions, atol=1e-4)
    assert word_shares(cascade.model, []) == []


def test_levels_are_the_same_where_functions_are_not_asked_for(cascade: TitleCascade) -> None:
    titles = ["head of tax", "senior nurse"]

    both = word_shares(cascade.model, titles)
    tax, nurse = word_shares(cascade.model, titles, {"head of tax"})

    np.testing.assert_allclose(tax.functions, both[0].functions, atol=1e-4)
    assert nurse.functions.shape == (3, 0)
    for some, all_ in ((tax, both[0]), (nurse, both[1])):
        np.testing.assert_allclose(some.levels, all_.levels, atol=1e-4)
        assert some.best_levels == all_.best_levels
