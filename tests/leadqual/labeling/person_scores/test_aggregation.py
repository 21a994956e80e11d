"""Scores of several titles as one."""

from hypothesis import given
from hypothesis import strategies as st

from leadqual.labeling.person_scores import Score, score_group

SLUGS = ["sales", "marketing", "finance"]
TITLES = st.lists(st.dictionaries(st.sampled_from(SLUGS), st.floats(0, 1)), max_size=6)


def test_a_title_without_the_function_counts_with_score_zero() -> None:
    titles = [{"sales": 1.0}, {"sales": 0.5, "marketing": 0.9}, {}, {"finance": 1.0}]

    assert score_group(titles, ["sales"]) == Score(1.0, 0.375, 1.5)


def test_a_title_counts_for_a_group_with_its_best_function() -> None:
    titles = [{"sales": 0.8, "marketing": 0.9}, {"marketing": 0.6}]

    assert score_group(titles, ["sales", "marketing"]) == Score(0.9, 0.75, 1.5)


def test_without_titles_all_scores_are_zero() -> None:
    assert score_group([], ["sales"]) == Score(0.0, 0.0, 0.0)


@given(TITLES, st.lists(st.sampled_from(SLUGS), min_size=1))
def test_mean_is_at_most_the_maximum_and_the_sum_at_most_one_for_each_title(
    titles: list[dict[str, float]], functions: list[str]
) -> None:
    found = score_group(titles, functions)

    assert 0 <= found.mean <= found.maximum + 1e-4
    assert found.maximum <= 1
    assert found.total <= len(titles) + 1e-4
