"""Sums over verdicts that are kept are those over all of them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from leadqual.campaigns.pool.candidate_search import RunningSums
from recommender.ranking.linear import linear_sums
from tests.examples import examples
from tests.recommender.test_ranker import companies

N = 10
verdict_maps = st.dictionaries(
    st.integers(1, N), st.tuples(st.sampled_from([1.0, -1.0, 2.0, 0.25]), st.booleans()), max_size=N
)


@given(seed=st.integers(0, 2**32 - 1), steps=st.lists(verdict_maps, min_size=1, max_size=5))
@settings(max_examples=examples(60), deadline=None)
def test_sums_follow_verdicts_that_come_change_and_go_and_companies_that_are_read_again(
    seed: int, steps: list[dict[int, tuple[float, bool]]]
) -> None:
    records = companies(np.random.default_rng(seed), 2 * N + 1)
    added = RunningSums()

    for step in steps:
        keys = np.array(sorted(step), dtype=np.int64)
        values = np.array([step[key][0] for key in keys.tolist()])
        is_read_again = np.array([step[key][1] for key in keys.tolist()], dtype=bool)
        places = (keys + N * is_read_again).astype(np.intp)
        found = added.update(keys, values, places, records.take)

    for sign in (1, -1):
        side = values * sign > 0
        wanted = linear_sums(records.take(places[side]), values[side])
        np.testing.assert_allclose(wanted - found[sign], 0, atol=1e-4)
