"""Population stability and its tests: large changes that chance does not explain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.monitoring.drift import MIN_TOGETHER, compare, holm

DAYS = [{"a": 60, "b": 40}] * 10
COUNTS = st.dictionaries(st.sampled_from(list("abcdefg")), st.integers(0, 500), max_size=7)


def test_the_same_mix_is_no_change() -> None:
    found = compare(DAYS, {"a": 61, "b": 39})

    assert found is not None
    assert found.index == 0
    assert found.chance > 0.5


def test_a_new_value_is_large_and_no_chance_and_named_first() -> None:
    found = compare(DAYS, {"a": 42, "b": 28, "c": 30})

    assert found is not None
    assert found.index > 0.5
    assert found.chance < 1e-9
    first = found.shifts[0]
    assert (first.value, first.before) == ("c", 0.0)
    assert first.now == pytest.approx(0.3)


def test_a_small_day_may_be_chance_where_a_large_one_is_not() -> None:
    small, large = compare(DAYS, {"a": 3, "b": 6}), compare(DAYS, {"a": 300, "b": 600})

    assert small is not None
    assert large is not None
    assert small.chance > 0.01
    assert large.chance < 1e-4
    assert small.index < large.index


def test_a_day_counts_no_more_than_it_can_where_days_differ_anyway() -> None:
    differing = [{"a": 50 + 20 * (-1) ** n, "b": 50 - 20 * (-1) ** n} for n in range(20)]

    alike, apart = compare(DAYS * 2, {"a": 400, "b": 600}), compare(differing, {"a": 400, "b": 600})

    assert alike is not None
    assert apart is not None
    assert apart.n_effective < 20 < alike.n_effective <= 1 / MIN_TOGETHER
    assert alike.chance < 0.001 < apart.chance


def test_numbers_are_compared_in_ranges_by_their_order() -> None:
    days = [{str(n): 10 for n in range(5, 35)}] * 8

    same = compare(days, {str(n): 8 for n in range(5, 35)}, is_ordered=True)
    longer = compare(days, {str(n): 8 for n in range(20, 50)}, is_ordered=True)

    assert same is not None
    assert longer is not None
    assert (same.index, same.chance) == (0, 1)
    assert longer.index > 0.5
    assert longer.chance < 1e-6
    assert any(" to " in shift.value for shift in longer.shifts)


def test_nothing_is_said_without_two_sides() -> None:
    too_few: list[list[dict[str, int]]] = [[], DAYS[:1], [{}, {}]]
    assert [compare(days, {"a": 3}) for days in too_few] == [None] * 3
    assert compare(DAYS, {}) is None


@given(st.lists(COUNTS, max_size=6), COUNTS)
def test_figures_stay_within_their_bounds(days: list[dict[str, int]], day: dict[str, int]) -> None:
    found = compare(days, day)

    if found is not None:
        assert 0 <= found.index < 50
        assert 0 <= found.chance <= 1
        assert sum(shift.now for shift in found.shifts) == pytest.approx(1)
        assert sum(shift.before for shift in found.shifts) == pytest.approx(1)


def test_chances_count_for_all_that_is_looked_at() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx(
        {"a": 0.03, "c": 0.06, "b": 0.06}
    )
    assert holm({}) == {}
