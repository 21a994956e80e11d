"""Candidates by shared keys."""

from hypothesis import given
from hypothesis import strategies as st

from classifiers.duplicates.candidate_blocks import candidate_pairs

KEYS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from("abc")))


@given(KEYS)
def test_each_pair_comes_once_and_shares_a_key(keys: list[tuple[int, str]]) -> None:
    pairs = list(candidate_pairs(keys))

    assert len(pairs) == len(set(pairs))
    together = {(a, b) for a, key in keys for b, other in keys if key == other and a < b}
    assert set(pairs) == together


def test_a_key_that_very_many_share_is_skipped() -> None:
    keys = [(record, "crowd") for record in range(50)] + [(1, "few"), (7, "few")]

    assert list(candidate_pairs(keys, max_block=10)) == [(1, 7)]
