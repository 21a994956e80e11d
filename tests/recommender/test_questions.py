import numpy as np

from recommender.active_learning import (
    EXPLORE_EVERY,
    MAX_DISLIKES_IN_ROW,
    Cells,
    ExplorationCells,
    Strategy,
    next_questions,
)
from recommender.ranking.ranker import Ranker, Ranking
from recommender.types import Features


def ranking_of(scores: list[float], evidence: list[float]) -> Ranking:
    features = Features(text=np.zeros((len(scores), 2), dtype=np.float32))
    ranking = Ranker().fit(features.take(slice(0, 0)), []).rank(features)
    return Ranking(
        np.array(scores), np.array(evidence), ranking.order, ranking._ranker, ranking._candidates
    )


def test_strategy_orders_the_questions() -> None:
    for strategy, expected in [
        (Strategy.LIKELY, [2, 0, 1, 3]),
        (Strategy.UNCERTAIN, [1, 0, 3, 2]),
        (Strategy.UNEXPLORED, [3, 0, 1, 2]),
        (Strategy.LARGEST, [1, 2, 0, 3]),
        (Strategy.MIX, [2, 0, 1, 3]),
    ]:
        ranking = ranking_of([0.3, 0.0, 0.9, -0.5], [0.4, 0.6, 0.7, 0.2])
        employees = np.array([10, 500, 10, np.nan])

        rows = next_questions(ranking, strategy=strategy, employees=employees, top=4)

        assert rows.tolist() == expected


def test_excluded_companies_are_never_asked_about() -> None:
    ranking = ranking_of([0.3, 0.9], [0.5, 0.5])

    rows = next_questions(ranking, strategy=Strategy.LIKELY, exclude=np.array([False, True]), top=5)

    assert rows.tolist() == [0]


def test_companies_that_come_last_are_asked_about_behind_all_others() -> None:
    ranking = ranking_of([0.3, 0.0, 0.9, -0.5], [0.4, 0.6, 0.7, 0.2])
    last = np.array([True, False, True, False])

    rows = next_questions(ranking, strategy=Strategy.LIKELY, last=last, top=4)

    assert rows.tolist() == [1, 3, 2, 0]


def test_without_verdicts_or_sizes_the_order_given_is_kept() -> None:
    for strategy in list(Strategy):
        ranking = ranking_of([0.0] * 3, [0.0] * 3)

        assert next_questions(ranking, strategy=strategy, top=2).tolist() == [0, 1]


def exploration(n_dry: int | None) -> ExplorationCells:
    """Cells of two: the first was asked about by row 0, of the second row 3 is most typical."""
    cells = Cells(np.array([0, 0, 1, 1]), np.array([0.1, 0.9, 0.2, 0.8], dtype=np.float32))
    return ExplorationCells(cells, np.array([0]), n_dry)


def first_of_mix(n_dry: int | None) -> int:
    ranking = ranking_of([0.3, 0.9, 0.1, -0.5], [0.4, 0.6, 0.7, 0.2])
    exclude = np.array([True, False, False, False])
    rows = next_questions(
        ranking, strategy=Strategy.MIX, exclude=exclude, exploration=exploration(n_dry)
    )
    return int(rows[0])


def test_mix_looks_elsewhere_until_something_is_liked() -> None:
    assert first_of_mix(None) == 3
    assert first_of_mix(0) == 1


def test_mix_looks_elsewhere_now_and_then_while_likes_do_not_come() -> None:
    looks = [
        n_dry
        for n_dry in range(MAX_DISLIKES_IN_ROW + 3 * EXPLORE_EVERY)
        if first_of_mix(n_dry) == 3
    ]

    assert looks == [
        MAX_DISLIKES_IN_ROW,
        MAX_DISLIKES_IN_ROW + EXPLORE_EVERY,
        MAX_DISLIKES_IN_ROW + 2 * EXPLORE_EVERY,
    ]
