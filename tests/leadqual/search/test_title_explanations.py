"""The sentences behind labels."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.search.title_explanations import mark_title, sentences_about_other

WORDS = st.text("abÄß -&/(", max_size=20)


@given(WORDS, st.lists(WORDS, max_size=3))
def test_parts_of_a_title_join_to_the_title(title: str, texts: list[str]) -> None:
    why = [{"because": "words", "text": text} for text in texts]

    assert "".join(part.text for part in mark_title(title, why)) == title


def test_only_words_of_the_title_that_decided_are_marked() -> None:
    why: list[dict[str, Any]] = [
        {"because": "words", "text": "REVENUE"},
        {"because": "similar title", "text": "Head of Sales", "score": 0.9},
        {"because": "rule", "text": None},
    ]

    parts = mark_title("Head of Revenue (DACH)", why)

    assert [part.text for part in parts if part.is_marked] == ["Revenue"]


@pytest.mark.django_db
def test_each_reason_of_other_has_its_sentence() -> None:
    why: list[dict[str, Any]] = [
        {"label": "gone", "because": "below threshold", "text": "0.38", "score": 0.2},
        {"label": "other", "because": "dictionary", "text": "Ninja", "score": None},
        {"label": "other", "because": "nothing known", "text": "10 / 6"},
    ]

    said = sentences_about_other(why)

    assert "The most likely is gone at 0.20 (threshold 0.38)." in said
    assert "Dictionary entry “Ninja”: no function fits." in said
    assert "It does not look like a job title." in said


@pytest.mark.django_db
@pytest.mark.parametrize(("score", "is_named"), [(0.0, False), (0.04, False), (0.05, True)])
def test_a_hardly_possible_candidate_is_not_named(score: float, *, is_named: bool) -> None:
    why = [{"because": "below threshold", "label": "nursing", "score": score, "text": "0.50"}]

    said = sentences_about_other(why)

    assert said.startswith("No function reached its threshold.")
    assert ("The most likely is" in said) == is_named
