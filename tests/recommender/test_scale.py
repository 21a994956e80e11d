import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.ranking.factors import unit_rows
from recommender.ranking.ranker import Ranker
from recommender.ranking.scale import outlook, side_scales
from recommender.types import Features

DIMENSIONS = 96


def kind(generator: np.random.Generator, n: int) -> NDArray[np.float32]:
    """Companies of one kind, at a cosine of about 0.35 to each other."""
    middle = unit_rows(generator.normal(size=(1, DIMENSIONS)))
    return unit_rows(middle + 1.35 * unit_rows(generator.normal(size=(n, DIMENSIONS))))


def medians(n: int) -> tuple[float, float]:
    """Score unseen companies of the kind, and strangers, by n likes of the kind and n dislikes."""
    generator = np.random.default_rng(n)
    wanted, others = kind(generator, n + 40), kind(generator, n)
    strangers = unit_rows(generator.normal(size=(40, DIMENSIONS)))
    ranker = Ranker().fit(Features(text=np.concatenate([wanted[:n], others])), [1] * n + [-1] * n)
    scores = ranker.rank(Features(text=np.concatenate([wanted[n:], strangers]))).scores
    return float(np.median(scores[:40])), float(np.median(scores[40:]))


@pytest.mark.parametrize("n", [5, 10, 30, 50])
def test_companies_of_the_kind_are_likely_likes_after_few_verdicts_and_after_many(n: int) -> None:
    wanted, stranger = medians(n)

    assert outlook(wanted) == "likely match"
    assert outlook(stranger) == "uncertain"


def test_ten_times_as_many_verdicts_leave_the_scale_as_it_is() -> None:
    assert medians(50)[0] < 1.7 * medians(5)[0]


def test_five_neighbors_of_middling_likeness_are_lines_that_can_be_seen() -> None:
    generator = np.random.default_rng(1)
    wanted, others = kind(generator, 6), kind(generator, 5)
    ranker = Ranker().fit(Features(text=np.concatenate([wanted[:5], others])), [1] * 5 + [-1] * 5)

    why = ranker.explain(Features(text=wanted[5:]))

    lines = [part.contribution for part in why.contributions if part.verdict_index < 5]
    assert min(lines) > 0.05
    assert sum(part.contribution for part in why.contributions) == pytest.approx(why.score)


def test_words_follow_from_the_score_as_it_is_shown() -> None:
    for score, words in [
        (1.0, "likely match"),
        (0.496, "likely match"),
        (0.49, "possible match"),
        (0.25, "possible match"),
        (0.24, "uncertain"),
        (0.0, "uncertain"),
        (-0.24, "uncertain"),
        (-0.3, "possibly not a match"),
        (-0.5, "likely not a match"),
    ]:
        assert outlook(score) == words


def test_sides_are_scaled_by_the_larger_one_and_to_the_smaller_one() -> None:
    assert side_scales(1, 0)[1] == side_scales(0, 1)[-1] == side_scales(0.5, 0)[1] == 1
    assert side_scales(1, 1) == {1: 1, -1: 1}
    assert side_scales(4, 0)[1] == side_scales(0, 4)[-1] == side_scales(1, 4)[1] == 0.5
    assert side_scales(4, 4) == {1: 0.5, -1: 0.5}
    assert side_scales(3, 500)[1] == pytest.approx(1 / np.sqrt(6))
    assert 500 * side_scales(3, 500)[-1] == pytest.approx(6 / np.sqrt(6))


def test_a_like_at_043_outweighs_a_dislike_at_018_among_47_likes_and_18_dislikes() -> None:
    scales = side_scales(47, 18)

    assert 0.43 * scales[1] > 0.18 * scales[-1]
    assert scales[-1] / scales[1] == pytest.approx(np.sqrt(47 / 19))
