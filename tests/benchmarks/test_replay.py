import numpy as np
import pytest

from benchmarks.campaigns.replay import Search, at_random, replay
from recommender.active_learning import Strategy
from recommender.ranking.factors import unit_rows
from recommender.types import Features


def search_of(n_clusters: int, n_each: int, wanted: tuple[int, ...]) -> Search:
    """Return clusters far apart, of which some are looked for; first questions come mixed."""
    rng = np.random.default_rng(3)
    clusters = np.repeat(np.arange(n_clusters), n_each)
    centres = np.eye(n_clusters, n_clusters)[clusters]
    features = Features(text=unit_rows(centres + rng.normal(0, 0.03, centres.shape)))
    start = rng.permutation(len(clusters)).astype(np.intp)
    return Search(features, np.isin(clusters, wanted), start, rng.normal(5, 1, len(clusters)))


@pytest.mark.parametrize("strategy", list(Strategy))
def test_every_like_is_found_once_and_no_company_asked_twice(strategy: Strategy) -> None:
    search = search_of(6, 8, (1, 4))

    found = replay(search, strategy)

    assert len(found) == 16
    assert found == sorted(set(found))
    assert found[-1] <= 48
    assert replay(search, strategy) == found


def test_likely_asks_for_the_rest_of_a_cluster_once_one_is_liked() -> None:
    found = replay(search_of(8, 10, (3,)), Strategy.LIKELY)

    assert found[-1] - found[0] == 9


def test_replay_stops_where_enough_is_found_and_says_how_far_it_is() -> None:
    said: list[int] = []

    found = replay(search_of(6, 8, (1,)), Strategy.LIKELY, n_likes=3, progress=said.append)

    assert (len(found), said) == (3, [1, 2, 3])


def test_nothing_looked_for_asks_nothing() -> None:
    assert replay(search_of(3, 4, ()), Strategy.MIX) == []


def test_random_order_needs_on_average_what_drawing_shows() -> None:
    rng = np.random.default_rng(0)
    drawn = [np.sort(rng.permutation(60)[:5]) + 1 for _ in range(20_000)]

    assert at_random(60, n_wanted=5) == pytest.approx(np.mean(drawn, axis=0).tolist(), rel=0.02)
