from dataclasses import dataclass

import numpy as np
import pytest

from recommender.ranking.factors import (
    centered,
    factor_similarities,
    features_from_records,
    similarities,
    unit_rows,
)
from recommender.types import FactorWeights, Features


@dataclass(frozen=True)
class Company:
    industry: str | None = None
    size: str | None = None
    employees: int | None = None
    headquarters: str | None = None
    city: str | None = None
    country: str | None = None
    founded: int | None = None
    technologies: tuple[str, ...] = ()


def compare(left: Company, right: Company, factor: str) -> float | None:
    vectors = np.eye(2, dtype=np.float32)
    features = features_from_records([left, right], vectors, business_models=["b2b", "both"])
    one, other = features.take(slice(0, 1)), features.take(slice(1, 2))
    for name, _, value, (left_known, right_known) in factor_similarities(
        one, other, FactorWeights()
    ):
        if name == factor:
            return float(value[0, 0]) if left_known[0] and right_known[0] else None
    return None


@pytest.mark.parametrize(
    ("factor", "left", "right", "expected"),
    [
        ("industry", Company(industry="Banking"), Company(industry=" banking "), 1.0),
        ("industry", Company(industry="Banking"), Company(industry="Retail"), 0.0),
        ("industry", Company(industry="Banking"), Company(), None),
        ("size", Company(employees=100), Company(employees=100), 1.0),
        ("size", Company(employees=100), Company(size="50-200 employees"), 1.0),
        ("size", Company(employees=10), Company(employees=1000), 0.0),
        ("size", Company(employees=10), Company(employees=100), 0.5),
        ("size", Company(employees=0), Company(employees=100), None),
        ("age", Company(founded=2000), Company(founded=2015), 0.5),
        ("age", Company(founded=1900), Company(founded=2015), 0.0),
        ("place", Company(country="USA"), Company(country="United States"), 1.0),
        ("place", Company(country="France"), Company(country="Spain"), 0.0),
        (
            "place",
            Company(headquarters="Austin, TX, United States; Remote"),
            Company(city="Austin", country="US"),
            1.0,
        ),
        (
            "place",
            Company(city="Lyon", country="France"),
            Company(city="Paris", country="France"),
            0.5,
        ),
        ("place", Company(city="Lyon", country="France"), Company(country="France"), 1.0),
        ("technologies", Company(technologies=("AWS", "SAP")), Company(technologies=("aws",)), 0.5),
        ("technologies", Company(technologies=("AWS",)), Company(), None),
        ("business_model", Company(), Company(), 0.5),
    ],
)
def test_factor_compares_two_companies(
    factor: str, left: Company, right: Company, expected: float | None
) -> None:
    assert compare(left, right, factor) == (None if expected is None else pytest.approx(expected))


def test_companies_of_which_only_the_country_is_known_are_not_the_same() -> None:
    nothing = np.zeros((2, 4), dtype=np.float32)
    features = features_from_records([Company(country="France")] * 2, nothing)

    assert similarities(features, features, weights=FactorWeights()).max() < 0.1


def test_identical_companies_have_similarity_one() -> None:
    company = Company("Banking", "51-200", 100, "Lyon, France", None, None, 1990, ("AWS",))
    vectors = unit_rows(np.ones((2, 8)))
    features = features_from_records([company] * 2, vectors, words=vectors)

    near = similarities(features, features, weights=FactorWeights())

    np.testing.assert_allclose(near, 1, atol=1e-6)


def test_codes_do_not_depend_on_what_stands_beside() -> None:
    one = features_from_records([Company(industry="Retail")], np.ones((1, 2), dtype=np.float32))
    other = features_from_records(
        [Company(industry="Banking"), Company(industry="retail")], np.ones((2, 2), dtype=np.float32)
    )

    assert one.industry is not None
    assert other.industry is not None
    assert one.industry[0] == other.industry[1] != other.industry[0]


def test_centring_takes_the_common_direction_away() -> None:
    vectors = unit_rows(np.array([[5.0, 1, 0], [5, -1, 0], [5, 0, 1]]))

    apart = centered(vectors)

    assert (vectors @ vectors.T).min() > 0.9
    assert (apart @ apart.T).min() < 0
    np.testing.assert_allclose(np.linalg.norm(apart, axis=1), 1, atol=1e-6)


def test_a_given_centre_makes_vectors_independent_of_each_other() -> None:
    generator = np.random.default_rng(0)
    vectors = unit_rows(generator.normal(size=(5, 8)))
    centre = generator.normal(size=8).astype(np.float32)

    together = centered(vectors, center=centre)

    np.testing.assert_allclose(centered(vectors[:1], center=centre), together[:1], atol=1e-6)
    assert centered(vectors[:0]).shape == (0, 8)


def test_rows_of_nothing_stay_zero() -> None:
    assert unit_rows(np.zeros((1, 3))).tolist() == [[0, 0, 0]]


def test_features_refuse_columns_of_another_length() -> None:
    with pytest.raises(ValueError, match="industry has 2 rows"):
        Features(text=np.ones((1, 2), dtype=np.float32), industry=np.array([1, 2]))
    with pytest.raises(ValueError, match="shape"):
        Features(text=np.ones(3, dtype=np.float32))
