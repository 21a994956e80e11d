"""Points, scores and tiers from facts, without a database."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.lead_scores.factors import DECAYING, FACTORS, size_band
from leadqual.lead_scores.person_facts import PersonFacts
from leadqual.lead_scores.score_rules import OTHERS, ScoreRules
from leadqual.lead_scores.scoring import points_of, scores_of, share_of, tiers_of, whole_points


def facts(values: dict[str, float], ages: dict[str, float]) -> PersonFacts:
    return PersonFacts(
        keys=np.array([1]),
        scores=np.array([-1], dtype=np.int16),
        tiers=np.array([""]),
        values={one.code: np.array([values.get(one.code, 0.0)]) for one in FACTORS},
        ages={one.code: np.array([ages.get(one.code, -1.0)]) for one in DECAYING},
    )


def test_default_weights_give_100_points_at_most() -> None:
    assert ScoreRules().most_points == 100


@pytest.mark.parametrize(("days", "share"), [(0, 1.0), (60, 0.5), (120, 0.25), (-1, 0.0)])
def test_a_factor_counts_half_after_its_half_life(days: int, share: float) -> None:
    known = facts({"positive_reply": 1.0}, {"positive_reply": days})

    found = share_of(known, ScoreRules(half_lives={"positive_reply": 60}), "positive_reply")

    assert found.tolist() == [share]


def test_a_deduction_takes_points_away() -> None:
    known = facts({"negative_reply": 1.0, "level": 1.0}, {"negative_reply": 0})

    points = points_of(known, ScoreRules(weights={"negative_reply": 5, "level": 20}))

    assert scores_of(points).tolist() == [15]


def test_dislikes_take_points_away() -> None:
    known = facts({"verdicts": -1.0, "level": 1.0}, {"verdicts": 0})

    points = points_of(known, ScoreRules(weights={"verdicts": 5, "level": 20}))

    assert scores_of(points).tolist() == [15]


@given(
    st.lists(st.floats(-1, 1), min_size=len(FACTORS), max_size=len(FACTORS)),
    st.lists(st.integers(0, 100), min_size=len(FACTORS), max_size=len(FACTORS)),
)
def test_the_lines_of_a_breakdown_add_up_to_the_stored_score(
    shares: list[float], weights: list[int]
) -> None:
    points = np.array([shares]) * np.array([weights])

    whole, limited = whole_points(points[0])

    assert sum(whole) + limited == scores_of(points)[0]
    assert all(abs(one - exact) < 1.0 + 1e-6 for one, exact in zip(whole, points[0], strict=True))


def test_the_breakdown_says_what_keeps_a_score_within_100() -> None:
    assert whole_points(np.array([80.0, 45.5])) == ([80, 46], -26)
    assert whole_points(np.array([-20.0, 5.0])) == ([-20, 5], 15)


def test_tiers_begin_at_their_least_scores() -> None:
    scores = np.array([100, 60, 59, 40, 39, 0], dtype=np.int16)

    assert tiers_of(scores, ScoreRules()).tolist() == ["A", "A", "B", "B", "C", "C"]


def test_a_value_that_is_not_named_has_the_fit_of_the_others() -> None:
    rules = ScoreRules(fits={"country": {"Germany": "ideal", OTHERS: "poor"}})

    shares = [rules.share("country", one) for one in ("Germany", "France", "")]

    assert shares == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("employees", "size", "band"),
    [
        (None, "51-200", "51-200"),
        (None, "1,001-5,000 employees", "1001-5000"),
        (None, "10,001+", "10001+"),
        (75, "1-10", "51-200"),
        (0, "", ""),
        (None, "large", ""),
        (None, "²3", "1-10"),
    ],
)
def test_a_size_band_is_read_from_employees_or_from_the_band(
    employees: int | None, size: str, band: str
) -> None:
    assert size_band(employees, size) == band
