from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from facet_index import orders as order_module
from facet_index.columns import NumberColumn
from facet_index.orders import RowOrder

N = 60


class Numbers:
    """Rows 1 to N in the order of their numbers; number and row make a key."""

    def __init__(self, numbers: list[int]) -> None:
        self.number_of = dict(enumerate(numbers, start=1))
        in_order = np.array(sorted(self.number_of, key=self.key), dtype=np.int32)
        place = np.full(len(numbers) + 1, -1, dtype=np.int32)
        place[in_order] = np.arange(len(in_order), dtype=np.int32)
        self.order = RowOrder(in_order, NumberColumn(place), self.key)

    def key(self, row: int) -> tuple[int, int]:
        return self.number_of[row], row

    def wanted(
        self, selection: set[int], start_key: tuple[int, int] | None, *, is_backward: bool
    ) -> list[int]:
        keys = sorted(
            (self.key(row) for row in selection & set(self.number_of)), reverse=is_backward
        )
        if start_key is not None:
            keys = [key for key in keys if (key < start_key if is_backward else key > start_key)]
        return [row for _, row in keys]


NUMBERS = st.integers(0, 12)


@dataclass(frozen=True)
class Case:
    """Rows with numbers, of which some move and some go, and what is asked then."""

    numbers: list[int]
    moves: list[dict[int, int]]
    gone: set[int]
    selection: set[int]
    start_key: tuple[int, int] | None
    is_backward: bool
    n: int


CASES = st.builds(
    Case,
    numbers=st.lists(NUMBERS, max_size=N),
    moves=st.lists(st.dictionaries(st.integers(1, N + 5), NUMBERS, max_size=8), max_size=3),
    gone=st.sets(st.integers(1, N + 5), max_size=20),
    selection=st.sets(st.integers(1, N + 5)),
    start_key=st.none() | st.tuples(NUMBERS, st.integers(0, N + 9)),
    is_backward=st.booleans(),
    n=st.integers(1, 9),
)


@settings(deadline=None)
@given(CASES)
@pytest.mark.parametrize(("chunk", "walk", "sparse"), [(4_096, 16, 64), (2, 2, 64), (3, 2, 0)])
def test_rows_come_in_order_wherever_they_moved(
    chunk: int, walk: int, sparse: int, case: Case
) -> None:
    rows = Numbers(case.numbers)
    for change in case.moves:
        rows.number_of |= change
        rows.order.put(change)
    rows.order.drop(case.gone)
    rows.number_of = {row: n for row, n in rows.number_of.items() if row not in case.gone}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_module, "_CHUNK", chunk)
        patch.setattr(order_module, "_MAX_CHUNKS", walk)
        patch.setattr(order_module, "_SPARSE_FACTOR", sparse)
        here = BitMap(case.selection & set(rows.number_of))
        found = rows.order.take(
            here, case.n, start_key=case.start_key, is_backward=case.is_backward
        )

    wanted = rows.wanted(case.selection, case.start_key, is_backward=case.is_backward)
    assert found == wanted[: case.n]
    assert rows.order.sort_all(here).tolist() == rows.wanted(
        case.selection, None, is_backward=False
    )


@pytest.mark.parametrize("is_backward", [False, True])
def test_few_rows_far_off_among_many_are_found(*, is_backward: bool) -> None:
    rows = Numbers(list(range(200_000)))
    far = range(1, 4_001) if is_backward else range(196_001, 200_001)
    selection = BitMap(far)

    found = rows.order.take(selection, 3, is_backward=is_backward)

    assert found == ([4_000, 3_999, 3_998] if is_backward else [196_001, 196_002, 196_003])


def test_rows_that_moved_to_the_ends_come_first_and_last() -> None:
    rows = Numbers([5, 5, 5, 5])
    rows.number_of |= {2: 0, 3: 9}

    rows.order.put([2, 3])

    everybody = BitMap([1, 2, 3, 4])
    assert rows.order.take(everybody, 9) == [2, 1, 4, 3]
    assert rows.order.take(everybody, 9, is_backward=True) == [3, 4, 1, 2]
    assert rows.order.take(everybody, 9, start_key=(0, 2)) == [1, 4, 3]
    assert rows.order.take(everybody, 9, start_key=(9, 3), is_backward=True) == [4, 1, 2]


@pytest.mark.parametrize("moved", [[], [2], [1, 5]])
def test_nobody_comes_twice_behind_each_row(moved: list[int]) -> None:
    rows = Numbers([5, 1, 5, 0, 3])
    rows.order.put(moved)
    everybody = BitMap([1, 2, 3, 4, 5])
    wanted = [4, 2, 5, 1, 3]

    for place, row in enumerate(wanted):
        key = rows.key(row)
        assert rows.order.take(everybody, 9, start_key=key) == wanted[place + 1 :]
        before = rows.order.take(everybody, 9, start_key=key, is_backward=True)
        assert before == wanted[:place][::-1]
