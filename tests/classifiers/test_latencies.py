"""Quantiles from counts of ranges."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.monitoring.quantile_sketch import ACCURACY, bucket, quantile, value_of


@given(st.lists(st.floats(0.02, 1e7), min_size=1, max_size=60), st.sampled_from([0.5, 0.95, 1.0]))
def test_quantiles_are_right_to_a_twentieth(values: list[float], share: float) -> None:
    found = quantile(Counter(map(bucket, values)), share)

    exact = sorted(values)[int(share * (len(values) - 1))]
    assert found == pytest.approx(exact, rel=ACCURACY * 1.01)


def test_nothing_counted_has_no_quantile_and_zero_is_zero() -> None:
    assert quantile({}, 0.5) is None
    assert value_of(bucket(0.0)) == 0
