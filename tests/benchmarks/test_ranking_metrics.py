import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.campaigns.drawn_searches import ndcg_at, precision_at, reciprocal_rank

orders = st.lists(st.booleans(), min_size=1, max_size=30).map(np.array)


def test_known_values() -> None:
    order = np.array([True, False, True, False])

    assert precision_at(order, k=2) == 0.5
    assert ndcg_at(order, k=4) == pytest.approx((1 + 0.5) / (1 + 1 / np.log2(3)))
    assert reciprocal_rank(order[1:]) == 0.5


@given(orders, st.integers(1, 40))
def test_best_order_has_ndcg_one_and_no_order_has_more(
    order: np.ndarray[tuple[int], np.dtype[np.bool_]], k: int
) -> None:
    best = np.sort(order)[::-1]

    assert ndcg_at(order, k=k) <= ndcg_at(best, k=k) + 1e-12
    assert ndcg_at(best, k=k) == (pytest.approx(1) if order.any() else 0)


def test_nothing_wanted_is_zero() -> None:
    nothing = np.zeros(3, dtype=bool)

    assert (ndcg_at(nothing, k=3), precision_at(nothing, k=3), reciprocal_rank(nothing)) == (
        0,
        0,
        0,
    )
    assert precision_at(nothing, k=0) == 0
