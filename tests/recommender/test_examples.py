"""Examples count as likes, less with every verdict, in both ways of ranking."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.ranking.examples import Examples, concatenate, text_only_features
from recommender.ranking.factors import similarities
from recommender.ranking.ranker import Ranker
from recommender.ranking.verdict_sums import VerdictSums
from recommender.types import FactorWeights, Features
from tests.examples import examples
from tests.recommender.test_ranker import companies

N_CANDIDATES = 12
verdict_maps = st.dictionaries(
    st.integers(0, N_CANDIDATES - 1), st.sampled_from([1, -1]), max_size=N_CANDIDATES
)


def examples_of(candidates: Features, *, n: int, fade: float) -> Examples:
    features = candidates.take(np.arange(n))
    described = text_only_features(candidates.text[-1:], like=candidates)
    return Examples(concatenate(features, described), np.full(n + 1, 0.5), fade, key=n)


@given(seed=st.integers(0, 2**32 - 1), steps=st.lists(verdict_maps, min_size=1, max_size=4))
@settings(max_examples=examples(40), deadline=None)
def test_tally_with_examples_ranks_as_the_ranker_with_half_likes(
    seed: int, steps: list[dict[int, int]]
) -> None:
    candidates = companies(np.random.default_rng(seed), N_CANDIDATES)
    tally = VerdictSums(candidates)

    for place, verdicts in enumerate(steps):
        examples = examples_of(candidates, n=2 + place % 2, fade=10 / (10 + len(verdicts)))
        left_out = [row for row in verdicts if row % 5 == 0]
        found = tally.rank(verdicts, left_out=left_out, examples=examples)

    rows = np.array(sorted(verdicts), dtype=np.intp)
    values = [*(verdicts[int(row)] for row in rows), *examples.values]
    is_out = np.array([*(row in left_out for row in rows), *([False] * len(examples))])
    judged = concatenate(candidates.take(rows), examples.features)
    exact = Ranker().fit(judged, values, left_out=is_out).rank(candidates)
    np.testing.assert_allclose(found.scores, exact.scores, atol=2e-5)
    np.testing.assert_allclose(found.evidence, exact.evidence, atol=2e-5)
    for row in range(3):
        assert found.explain(row).score == pytest.approx(found.scores[row], abs=2e-5)


def test_ranking_forgets_examples_that_are_gone() -> None:
    candidates = companies(np.random.default_rng(1), N_CANDIDATES)
    tally = VerdictSums(candidates)
    without = tally.rank({3: 1}).scores

    with_them = tally.rank({3: 1}, examples=examples_of(candidates, n=2, fade=1.0)).scores
    after = tally.rank({3: 1}).scores

    assert not np.allclose(with_them, without)
    np.testing.assert_allclose(after, without, atol=1e-9)


def test_examples_fade() -> None:
    candidates = companies(np.random.default_rng(2), N_CANDIDATES)
    tally = VerdictSums(candidates)

    own = [
        tally.rank({}, examples=examples_of(candidates, n=2, fade=fade)).scores[-1]
        for fade in (1.0, 0.5, 0.01)
    ]

    assert own[0] > own[1] > own[2] > 0


def test_text_alone_costs_nothing_but_the_facts() -> None:
    candidates = companies(np.random.default_rng(3), N_CANDIDATES)

    described = text_only_features(candidates.text[:1], like=candidates)

    near = similarities(described, candidates, weights=FactorWeights())
    assert len(described) == 1
    assert 0.9 < near[0, 0] <= 1
    bare = replace(candidates, size=None)
    assert concatenate(candidates, bare).size is None
    assert len(concatenate(candidates, bare)) == 2 * N_CANDIDATES
