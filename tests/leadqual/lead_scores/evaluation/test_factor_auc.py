"""The area under the ROC curve, against counting every pair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.lead_scores.evaluation import MIN_OUTCOMES, factor_auc

_VALUES = st.lists(st.sampled_from([-1.0, 0.0, 0.25, 1.0]), min_size=MIN_OUTCOMES, max_size=30)


@given(_VALUES, _VALUES)
def test_auc_is_the_share_of_pairs_in_the_right_order(
    good: list[float], other: list[float]
) -> None:
    right = sum((one > two) + (one == two) / 2 for one in good for two in other)

    found = factor_auc([*good, *other], [*[True] * len(good), *[False] * len(other)])

    assert found.auc == pytest.approx(right / (len(good) * len(other)))
    assert (found.n_good, found.n_other) == (len(good), len(other))


@pytest.mark.parametrize(("n_good", "n_other"), [(19, 50), (50, 19), (0, 0)])
def test_fewer_than_20_outcomes_of_either_kind_are_too_few(n_good: int, n_other: int) -> None:
    found = factor_auc([1.0] * (n_good + n_other), [True] * n_good + [False] * n_other)

    assert (found.auc, found.n_good, found.n_other) == (None, n_good, n_other)
