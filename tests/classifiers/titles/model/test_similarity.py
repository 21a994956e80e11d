"""How similar two titles are, and what that rests on."""

import numpy as np
import pytest

from benchmarks.labeling.similarity_fit import draw_pairs, fit_weights
from classifiers.core.taxonomy import load_default
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.model.similarity import (
    TitleSimilarity,
    compare_titles,
    similarity_matrix,
    title_features,
)


@pytest.fixture(scope="module")
def cascade() -> TitleCascade:
    return load_cascade()


def compare(cascade: TitleCascade, *pairs: tuple[str, str]) -> list[TitleSimilarity]:
    first, second = (cascade.predict(titles, explain=False) for titles in zip(*pairs, strict=True))
    return compare_titles(first, second, model=cascade.model, taxonomy=cascade.taxonomy)


def test_the_same_job_is_more_similar_than_the_same_words(cascade: TitleCascade) -> None:
    for title, near, far in [
        ("Head of Sales", "VP Sales", "Head of Legal"),
        ("Account Executive", "Sales Executive", "Executive Chef"),
        ("Senior Java Developer", "Software Engineer", "Sales Engineer"),
        ("Recruiter", "Recriuter", "Reporter"),
        ("Vertriebsleiter", "Head of Sales", "Leiter Buchhaltung"),
        ("VP Sales", "SVP Sales", "Sales Intern"),
    ]:
        same, other = compare(cascade, (title, near), (title, far))

        assert same.similarity > other.similarity


def test_says_which_functions_both_titles_have(cascade: TitleCascade) -> None:
    (found,) = compare(cascade, ("Head of Sales & Marketing", "Sales Director"))

    assert [shared.slug for shared in found.shared] == ["sales"]
    assert 0 < found.functions < 1
    assert found.shared[0].second > 0.99  # As often as people confirmed the entry.


def test_is_one_for_two_spellings_of_one_title(cascade: TitleCascade) -> None:
    (found,) = compare(cascade, ("Head of Sales", "HEAD  OF SALES (m/f/d)"))

    assert (found.similarity, found.embedding, found.wording, found.level) == (1, 1, 1, 1)


def test_is_the_same_in_both_directions(cascade: TitleCascade) -> None:
    one, other = compare(cascade, ("CFO", "Accountant"), ("Accountant", "CFO"))

    parts = ("similarity", "embedding", "functions", "wording", "level")
    assert [getattr(one, part) for part in parts] == [getattr(other, part) for part in parts]


def test_level_is_left_out_where_a_title_has_none(cascade: TitleCascade) -> None:
    found = compare(cascade, ("Queen of the World", "Head of Sales"), ("CEO", "Intern"))

    assert [each.level for each in found] == [None, 0]


def test_nothing_in_common_is_not_similar_for_texts_that_are_no_titles(
    cascade: TitleCascade,
) -> None:
    found = compare(cascade, ("10/6;", "Head of Sales"), ("", "Head of Sales"), ("🙂", "销售经理"))

    assert all(each.similarity < 0.3 for each in found)
    assert all(each.shared == () for each in found)


def test_no_pairs_give_no_similarities(cascade: TitleCascade) -> None:
    found = compare_titles([], [], model=cascade.model, taxonomy=cascade.taxonomy)

    assert found == []


def test_all_pairs_at_once_are_as_similar_as_each_alone(cascade: TitleCascade) -> None:
    titles = ["CFO", "Senior Accountant", "Head of Sales", "Have!"]
    features = title_features(
        cascade.predict(titles), model=cascade.model, taxonomy=cascade.taxonomy
    )

    matrix = similarity_matrix(features, features)

    alone = compare(cascade, *((one, "Senior Accountant") for one in titles if one != titles[1]))
    assert matrix.shape == (4, 4)
    assert np.allclose(matrix[[0, 2, 3], 1], [each.similarity for each in alone], atol=1e-3)


def test_weights_are_learned_from_names_of_one_occupation(cascade: TitleCascade) -> None:
    names = [
        (title, function.slug) for function in load_default().functions for title in function.titles
    ]
    pairs = draw_pairs(names, n_pairs=40)

    weights = fit_weights(cascade, [pairs])

    assert 0 < np.mean([is_same for _, _, is_same in pairs]) < 0.5
    assert weights.embedding > 0
    assert weights.bias < 0
