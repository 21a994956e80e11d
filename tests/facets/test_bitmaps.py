import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from facets.bitmaps import array_of, bitmap_of, is_dense


@given(st.lists(st.integers(0, 2**31 - 1), max_size=50))
def test_rows_are_the_same_as_a_set_and_as_an_array(rows: list[int]) -> None:
    made = bitmap_of(np.array(rows, dtype=np.int64))

    assert made == BitMap(rows)
    assert array_of(made).tolist() == sorted(set(rows))


@pytest.mark.parametrize("dtype", [np.int32, np.uint32, np.intp])
def test_every_kind_of_number_makes_the_same_set(dtype: type[np.integer]) -> None:
    every_second = np.arange(20, dtype=dtype)[::2]

    assert bitmap_of(every_second) == BitMap(range(0, 20, 2))


def test_sets_that_lie_close_or_in_few_runs_are_dense() -> None:
    n = 4 * 65_536
    runs = BitMap(row for row in range(n) if row // 50 % 8 == 0)
    runs.run_optimize()
    everybody = BitMap(range(n))
    everybody.run_optimize()

    assert is_dense(everybody)
    assert is_dense(BitMap(range(0, n, 3)))
    assert not is_dense(BitMap(range(0, n, 40)))
    assert not is_dense(runs)
    assert not is_dense(BitMap())
