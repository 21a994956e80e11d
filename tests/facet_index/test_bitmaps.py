import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from facet_index.bitmaps import (
    CONTAINER_ROWS,
    array_of,
    as_bit_containers,
    bitmap_of,
    marks_by_code,
)


@given(st.lists(st.integers(0, 2**31 - 1), max_size=50))
def test_rows_are_the_same_as_a_set_and_as_an_array(rows: list[int]) -> None:
    made = bitmap_of(np.array(rows, dtype=np.int64))

    assert made == BitMap(rows)
    assert array_of(made).tolist() == sorted(set(rows))


@pytest.mark.parametrize("dtype", [np.int32, np.uint32, np.intp])
def test_every_kind_of_number_makes_the_same_set(dtype: type[np.integer]) -> None:
    every_second = np.arange(20, dtype=dtype)[::2]

    assert bitmap_of(every_second) == BitMap(range(0, 20, 2))


@given(st.lists(st.tuples(st.integers(0, 5 * CONTAINER_ROWS), st.integers(1, 90)), max_size=40))
def test_rows_stay_the_same_in_bits(runs: list[tuple[int, int]]) -> None:
    rows = BitMap(row for start, length in runs for row in range(start, start + length))
    rows.run_optimize()

    assert as_bit_containers(rows) == rows


def test_many_short_runs_become_bits_and_nothing_else_does() -> None:
    n = 4 * CONTAINER_ROWS
    runs = BitMap(row for row in range(n) if row // 50 % 8 == 0)
    runs.run_optimize()
    everybody, few = BitMap(range(n)), BitMap(range(0, n, 40))

    assert runs.get_statistics()["n_run_containers"] == 4
    assert as_bit_containers(runs).get_statistics()["n_bitset_containers"] == 4
    assert as_bit_containers(everybody) is everybody
    assert as_bit_containers(few) is few
    assert as_bit_containers(BitMap()) == BitMap()


@pytest.mark.parametrize("n", [0, 1, CONTAINER_ROWS, 2 * CONTAINER_ROWS + 3])
def test_every_row_has_the_mark_of_its_code(n: int) -> None:
    rng = np.random.default_rng(n)
    marks, codes = rng.random(1_000) < 0.1, rng.integers(0, 1_000, n).astype(np.int32)

    assert np.array_equal(marks_by_code(marks, codes), marks[codes])
