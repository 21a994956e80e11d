import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from facet_index.columns import NumberColumn
from facet_index.keys import Keys

BATCHES = st.lists(st.lists(st.integers(-2, 30), max_size=8), max_size=6)


@given(st.lists(st.integers(1, 30), max_size=10, unique=True), BATCHES)
def test_each_key_keeps_one_code_without_gaps(first: list[int], batches: list[list[int]]) -> None:
    order = np.argsort(first)
    by_code = np.array([0, *first], dtype=np.int64)
    keys = Keys(NumberColumn(by_code), by_code[1:][order], (order + 1).astype(np.int32))
    wanted = {key: code for code, key in enumerate(first, start=1)}

    for batch in batches:
        for key in sorted({key for key in batch if key > 0} - set(wanted)):
            wanted[key] = len(wanted) + 1
        codes = keys.add(np.array(batch, dtype=np.int64))
        assert codes.tolist() == [wanted.get(key, 0) for key in batch]

    asked = list(range(-2, 32))
    assert keys.codes_of(np.array(asked)).tolist() == [wanted.get(key, 0) for key in asked]
    assert keys.by_code.tolist() == [0, *wanted]


def test_keys_that_are_sorted_are_their_places() -> None:
    by_code = np.array([0, 4, 6, 9], dtype=np.int64)

    keys = Keys(NumberColumn(by_code), by_code[1:])

    assert keys.codes_of(np.array([9, 5, 4])).tolist() == [3, 0, 1]


def test_nothing_is_known_where_there_are_no_keys() -> None:
    assert Keys.empty().codes_of(np.array([0, 1])).tolist() == [0, 0]
    assert len(Keys.empty()) == 1
