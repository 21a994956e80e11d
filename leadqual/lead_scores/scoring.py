"""Facts of people → their points, scores and tiers."""

import numpy as np
from numpy.typing import NDArray

from leadqual.lead_scores.factors import FACTORS
from leadqual.lead_scores.person_facts import PersonFacts
from leadqual.lead_scores.score_rules import ScoreRules

TIERS = ("A", "B", "C")

MAX_SCORE = 100


def points_of(facts: PersonFacts, rules: ScoreRules) -> NDArray[np.float64]:
    """Return the points by factor: one row per person, one column for each of `FACTORS`."""
    points = np.zeros((len(facts), len(FACTORS)))
    for column, factor in enumerate(FACTORS):
        weight = rules.weight(factor.code) * (-1 if factor.is_deduction else 1)
        points[:, column] = weight * share_of(facts, rules, factor.code)
    return points


def share_of(facts: PersonFacts, rules: ScoreRules, factor: str) -> NDArray[np.float64]:
    """Return the share of the points of a factor, -1 to 1, faded by its age."""
    values = facts.values[factor]
    if factor not in facts.ages:
        return values
    ages = facts.ages[factor]
    decay_factor = np.exp2(-np.maximum(ages, 0.0) / max(rules.half_life(factor), 1))
    return np.where(ages < 0, 0.0, values * decay_factor)


def scores_of(points: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return the scores, 0 to 100, of people by their points."""
    return np.clip(_rounded(points.sum(axis=1)), 0, MAX_SCORE).astype(np.int16)


def tiers_of(scores: NDArray[np.int16], rules: ScoreRules) -> NDArray[np.str_]:
    """Return the tiers of scores."""
    first = np.where(scores >= rules.tier_b, 1, 2)
    return np.array(TIERS)[np.where(scores >= rules.tier_a, 0, first)]


def whole_points(points: NDArray[np.float64]) -> tuple[list[int], int]:
    """Round the points of one person to whole ones that add up to the score.

    The points that are missing after rounding down go to the factors that lost most.

    Returns:
        Points of each factor, and what keeps the score from 0 to 100: added to them, it gives the
        score.
    """
    total = int(_rounded(points.sum(keepdims=True))[0])
    whole = np.floor(points + 1e-9).astype(int)
    lost = points - whole
    by_loss = np.argsort(-lost, kind="stable")
    whole[by_loss[: max(total - int(whole.sum()), 0)]] += 1
    return whole.tolist(), min(max(total, 0), MAX_SCORE) - total


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to the nearest integer, halves up, tolerating float errors."""
    return np.floor(values + 0.5 + 1e-9)
