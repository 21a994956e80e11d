import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facet_index.columns import posting_lists
from facet_index.columns.posting_lists import PostingLists
from facet_index.columns.text_column import clean

TEXTS = st.lists(st.text(st.sampled_from("aAbß \n\t\u2003\x1cİ.業"), max_size=12), max_size=6)
NEEDLES = st.text(st.sampled_from("aAbß.İ業"), min_size=1, max_size=3)


def held(texts: list[str], needle: str) -> list[bool]:
    return [False, *(needle in clean(text) for text in texts)]


@given(texts=TEXTS, later=TEXTS, needle=NEEDLES)
def test_holds_what_the_text_holds_however_it_is_spaced(
    texts: list[str], later: list[str], needle: str
) -> None:
    made = PostingLists.of(pa.chunked_array([texts[:2], texts[2:]], pa.string()))
    needle = needle.lower()

    assert made.holding(needle).tolist() == held(texts, needle)

    made.put(range(1, len(later) + 1), later)
    assert len(made) == max(len(texts), len(later)) + 1
    assert made.holding(needle).tolist() == held([*later, *texts[len(later) :]], needle)


def test_words_of_many_texts_and_of_few_are_found_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"common word{number % 7} alone{number}" for number in range(100)]
    monkeypatch.setattr(posting_lists, "_SLICE", 33)
    made = PostingLists.of(pa.chunked_array([texts]))

    for needle in ("common", "word3", "alone42", "o", "nowhere"):
        for many in (0, 1_000):
            monkeypatch.setattr(posting_lists, "MANY", many)
            assert np.array_equal(made.holding(needle), held(texts, needle))


def test_no_texts_hold_nothing() -> None:
    assert PostingLists.of(pa.chunked_array([], pa.string())).holding("a").tolist() == [False]
    assert PostingLists.none().holding("a").tolist() == [False]
