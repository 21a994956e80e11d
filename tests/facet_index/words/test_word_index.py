import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facet_index.words import word_index
from facet_index.words.folded_terms import terms
from facet_index.words.word_index import WordIndex

WORDS = st.sampled_from(("sales", "salesforce", "sale", "Müller", "営業部長", "c++/go", "", "a"))
TEXTS = st.lists(st.lists(WORDS, max_size=4).map(" ".join), max_size=7)


def held(texts: list[str], word: str, *, is_prefix: bool) -> list[bool]:
    return [
        any(one.startswith(word) if is_prefix else one == word for one in terms(text))
        for text in ["", *texts]
    ]


@pytest.mark.parametrize("is_prefix", [False, True])
@given(texts=TEXTS, later=TEXTS, word=WORDS)
def test_texts_that_hold_a_word_are_found_also_after_changes(
    texts: list[str], later: list[str], word: str, *, is_prefix: bool
) -> None:
    for term in terms(word):
        made = WordIndex.of(pa.chunked_array([texts[:2], texts[2:]], pa.string()))
        found = made.with_word(term, is_prefix=is_prefix)
        assert found.tolist() == held(texts, term, is_prefix=is_prefix)
        assert made.has(term, is_prefix=is_prefix) == found.any()

        made.put(range(1, len(later) + 1), later)
        now = [*later, *texts[len(later) :]]
        found = made.with_word(term, is_prefix=is_prefix)
        assert found.tolist() == held(now, term, is_prefix=is_prefix)
        assert made.has(term, is_prefix=is_prefix) >= found.any()
        assert made.sizes().tolist() == [len(set(terms(text))) for text in ["", *now]]


def test_slices_make_one_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_index, "_SLICE", 2)
    texts = ["head of sales", "sales", "", "head", "of of"]
    made = WordIndex.of(pa.chunked_array([texts], pa.string()))

    assert dict(made.vocabulary()) == {"head": 2, "of": 2, "sales": 2}
    assert made.with_word("of").tolist() == [False, True, False, False, False, True]


def test_nothing_is_found_in_nothing() -> None:
    for made in (WordIndex.empty(), WordIndex.of(pa.chunked_array([], pa.string()))):
        assert made.with_word("a").tolist() == [False]
        assert list(made.vocabulary()) == []
