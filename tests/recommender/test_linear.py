"""One inner product is the sum over all verdicts, factor by factor."""

import numpy as np
import pytest

from recommender.ranking.factors import factor_similarities
from recommender.ranking.linear import GROUP, linear_query, linear_rows
from recommender.types import FACTORS, FactorWeights, Features
from tests.recommender.test_index import clustered

ONLY = {name: FactorWeights(**{**dict.fromkeys(FACTORS, 0.0), name: 1.0}) for name in FACTORS}


@pytest.mark.parametrize(
    ("factor", "most_apart"),
    [
        ("text", 1e-4),
        ("words", 1e-4),
        ("industry", 0.8),
        ("size", 0.4),
        ("place", 0.8),
        ("age", 0.6),
        ("business_model", 1e-4),
    ],
)
def test_each_factor_alone_is_its_sum_over_the_verdicts(factor: str, most_apart: float) -> None:
    companies, judged = clustered(400), clustered(6, seed=1)
    pulls = np.array([1, 1, 1, -1, -1, -0.5])

    found = linear_rows(companies) @ linear_query(judged, pulls, weights=ONLY[factor])

    ((_, _, similarity, _),) = factor_similarities(companies, judged, ONLY[factor])
    if factor in ("text", "words"):  # Likeness below 0 is left out of it.
        column = "text" if factor == "text" else "words"
        similarity = getattr(companies, column) @ getattr(judged, column).T
    error = np.abs(found - similarity @ pulls)
    assert np.quantile(error, 0.9) <= most_apart


def test_companies_that_share_technologies_are_nearer() -> None:
    bits = np.zeros((3, 4), dtype=np.uint64)
    bits[0, 0], bits[1, 0], bits[2, 0] = 0b1111, 0b0111, 0b11110000
    companies = Features(text=np.zeros((3, 8), dtype=np.float32), technologies=bits)

    query = linear_query(companies.take(np.array([0])), np.ones(1), weights=ONLY["technologies"])
    own, alike, other = linear_rows(companies) @ query

    assert own > alike > other


def test_what_is_missing_adds_nothing() -> None:
    nothing = Features(text=np.zeros((1, 6), dtype=np.float32))
    whole = clustered(3)

    assert not linear_rows(nothing).any()
    assert linear_rows(whole).shape[1] % GROUP == 0
    assert not linear_query(nothing, np.ones(1), weights=FactorWeights()).any()


def test_rows_do_not_depend_on_the_companies_beside_them() -> None:
    companies = clustered(50)

    np.testing.assert_array_equal(
        linear_rows(companies)[10:12], linear_rows(companies.take(slice(10, 12)))
    )
