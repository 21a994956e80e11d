import numpy as np
import pytest

from recommender.questions import Strategy, next_questions
from recommender.ranker import Ranker, Ranking
from recommender.types import Features


def ranking_of(scores: list[float], evidence: list[float]) -> Ranking:
    features = Features(text=np.zeros((len(scores), 2), dtype=np.float32))
    ranking = Ranker().fit(features.take(slice(0, 0)), []).rank(features)
    return Ranking(
        np.array(scores), np.array(evidence), ranking.order, ranking._ranker, ranking._candidates
    )


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (Strategy.LIKELY, [2, 0, 1, 3]),
        (Strategy.UNCERTAIN, [1, 0, 3, 2]),
        (Strategy.UNEXPLORED, [3, 0, 1, 2]),
        (Strategy.LARGEST, [1, 2, 0, 3]),
    ],
)
def test_strategy_orders_the_questions(strategy: Strategy, expected: list[int]) -> None:
    ranking = ranking_of([0.3, 0.0, 0.9, -0.5], [0.4, 0.6, 0.7, 0.2])
    employees = np.array([10, 500, 10, np.nan])

    rows = next_questions(ranking, strategy=strategy, employees=employees, top=4)

    assert rows.tolist() == expected


def test_excluded_companies_are_never_asked_about() -> None:
    ranking = ranking_of([0.3, 0.9], [0.5, 0.5])

    rows = next_questions(ranking, strategy=Strategy.LIKELY, exclude=np.array([False, True]), top=5)

    assert rows.tolist() == [0]


@pytest.mark.parametrize("strategy", list(Strategy))
def test_without_verdicts_or_sizes_the_order_given_is_kept(strategy: Strategy) -> None:
    ranking = ranking_of([0.0] * 3, [0.0] * 3)

    assert next_questions(ranking, strategy=strategy, top=2).tolist() == [0, 1]
