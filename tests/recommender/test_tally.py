import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.ranking.examples import Examples, concatenate
from recommender.ranking.ranker import Ranker
from recommender.ranking.verdict_sums import VerdictSums
from tests.examples import examples
from tests.recommender.test_ranker import companies

N_CANDIDATES = 12
verdict_maps = st.dictionaries(
    st.integers(0, N_CANDIDATES - 1), st.sampled_from([1, -1, 2, -2]), max_size=N_CANDIDATES
)


@given(seed=st.integers(0, 2**32 - 1), steps=st.lists(verdict_maps, min_size=1, max_size=5))
@settings(max_examples=examples(60), deadline=None)
def test_after_any_verdicts_and_undos_the_ranking_is_that_of_the_ranker(
    seed: int, steps: list[dict[int, int]]
) -> None:
    candidates = companies(np.random.default_rng(seed), N_CANDIDATES)
    tally = VerdictSums(candidates)

    for verdicts in steps:
        found = tally.rank(verdicts)

    rows = np.array(sorted(verdicts), dtype=np.intp)
    signs = [verdicts[int(row)] for row in rows]
    exact = Ranker().fit(candidates.take(rows), signs, most=2).rank(candidates)
    np.testing.assert_allclose(found.scores, exact.scores, atol=2e-5)
    np.testing.assert_allclose(found.evidence, exact.evidence, atol=2e-5)
    assert len(found.order) == 0
    for row in range(3):
        assert found.explain(row).score == pytest.approx(found.scores[row], abs=2e-5)


def test_no_verdicts_score_nothing() -> None:
    tally = VerdictSums(companies(np.random.default_rng(0), N_CANDIDATES))
    tally.rank({0: 1, 1: -1})

    found = tally.rank({})

    np.testing.assert_allclose(found.scores, 0, atol=1e-9)
    np.testing.assert_allclose(found.evidence, 0, atol=1e-9)


@given(seed=st.integers(0, 2**32 - 1), verdicts=verdict_maps, out=st.sets(st.integers(0, 11)))
@settings(max_examples=examples(60), deadline=None)
def test_verdicts_that_are_left_out_are_those_of_the_ranker(
    seed: int, verdicts: dict[int, int], out: set[int]
) -> None:
    candidates = companies(np.random.default_rng(seed), N_CANDIDATES)
    rows = np.array(sorted(verdicts), dtype=np.intp)
    left_out = sorted(out & verdicts.keys())

    found = VerdictSums(candidates).rank(verdicts, left_out=left_out)

    signs = [verdicts[int(row)] for row in rows]
    ranker = Ranker().fit(candidates.take(rows), signs, left_out=np.isin(rows, left_out), most=2)
    exact = ranker.rank(candidates)
    np.testing.assert_allclose(found.scores, exact.scores, atol=2e-5)
    np.testing.assert_allclose(found.evidence, exact.evidence, atol=2e-5)


@given(
    seed=st.integers(0, 2**32 - 1),
    steps=st.lists(
        st.tuples(st.sets(st.integers(0, N_CANDIDATES - 1)), verdict_maps), min_size=1, max_size=5
    ),
)
@settings(max_examples=examples(60), deadline=None)
def test_with_other_candidates_each_time_the_ranking_is_that_of_the_ranker(
    seed: int, steps: list[tuple[set[int], dict[int, int]]]
) -> None:
    everybody = companies(np.random.default_rng(seed), N_CANDIDATES)
    described = companies(np.random.default_rng(1), 2)
    example = Examples(described, np.array([1.0, 0.5]), fade=0.5, key="description")
    former = np.arange(N_CANDIDATES)
    tally = VerdictSums(everybody)

    for others, verdicts in steps:
        now = np.array(sorted(others | verdicts.keys()), dtype=np.intp)
        candidates = everybody.take(now)
        places = {company: row for row, company in enumerate(former.tolist())}
        tally.move_to(candidates, np.array([places.get(one, -1) for one in now.tolist()], np.intp))
        rows = {int(np.searchsorted(now, company)): sign for company, sign in verdicts.items()}
        found = tally.rank(rows, examples=example)
        former = now

    judged = np.array(sorted(verdicts), dtype=np.intp)
    values = [*(float(verdicts[int(row)]) for row in judged), *example.values]
    ranker = Ranker().fit(concatenate(everybody.take(judged), described), values, most=2)
    exact = ranker.rank(candidates)
    np.testing.assert_allclose(found.scores, exact.scores, atol=2e-5)
    np.testing.assert_allclose(found.evidence, exact.evidence, atol=2e-5)


@given(seed=st.integers(0, 2**32 - 1), steps=st.lists(verdict_maps, min_size=1, max_size=5))
@settings(max_examples=examples(60), deadline=None)
def test_of_open_candidates_alone_the_scores_are_the_same_and_others_have_none(
    seed: int, steps: list[dict[int, int]]
) -> None:
    candidates = companies(np.random.default_rng(seed), N_CANDIDATES)
    tally, whole = VerdictSums(candidates, open_only=True), VerdictSums(candidates)

    for verdicts in steps:
        found, wanted = tally.rank(verdicts), whole.rank(verdicts)
        is_open = np.array([row not in verdicts for row in range(N_CANDIDATES)])
        np.testing.assert_allclose(found.scores, wanted.scores * is_open, atol=2e-5)
        np.testing.assert_allclose(found.evidence[is_open], wanted.evidence[is_open], atol=2e-5)
