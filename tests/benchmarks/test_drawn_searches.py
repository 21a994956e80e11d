import numpy as np
from numpy.typing import NDArray

from benchmarks.campaigns.drawn_searches import Rows, draw_searches, evaluate, ranker_scorer
from recommender.ranking.factors import unit_rows
from recommender.ranking.ranker import Ranker
from recommender.types import Features

KINDS = ["A -> one"] * 50 + ["A -> two"] * 60 + ["B -> three"] * 45 + ["C -> rare"] * 5


def test_searches_like_only_the_kind_and_take_half_of_the_dislikes_from_near_by() -> None:
    searches = list(draw_searches(KINDS, n_likes=5, n_dislikes=6, n_draws=2))

    assert [search.kind for search in searches] == sorted(
        ["A -> one", "A -> two", "B -> three"] * 2
    )
    for search in searches:
        assert search.wanted[search.likes].all()
        assert not search.wanted[search.dislikes].any()
        top = search.kind.split(" -> ")[0]
        near = sum(KINDS[row].startswith(f"{top} ") for row in search.dislikes)
        assert near == (0 if top == "B" else 3)


def test_same_searches_are_drawn_every_time() -> None:
    first, second = (list(draw_searches(KINDS, n_likes=3, n_dislikes=3)) for _ in range(2))

    assert [s.likes.tolist() for s in first] == [s.likes.tolist() for s in second]


def test_ranker_finds_kinds_that_lie_together() -> None:
    generator = np.random.default_rng(0)
    middles = dict(zip(sorted(set(KINDS)), generator.normal(size=(4, 32)), strict=True))
    spread = 0.8 * generator.normal(size=(len(KINDS), 32))
    features = Features(text=unit_rows(np.stack([middles[kind] for kind in KINDS]) + spread))
    searches = list(draw_searches(KINDS, n_likes=5, n_dislikes=5))

    report = evaluate(ranker_scorer(Ranker(), features), searches, k=20)

    assert report.n_searches == 12
    assert report.ndcg > 0.95
    assert report.first == 1


def test_judged_companies_are_not_counted() -> None:
    searches = list(draw_searches(KINDS, n_likes=5, n_dislikes=5, n_draws=1))

    def cheat(likes: Rows, dislikes: Rows) -> NDArray[np.floating]:
        scores = np.zeros(len(KINDS))
        scores[likes] = 1
        return scores

    assert evaluate(cheat, searches, k=5).ndcg < 1
    assert evaluate(cheat, []).n_searches == 0
