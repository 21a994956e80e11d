import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facet_index.text_column import TextColumn, clean

ALPHABET = "ab.*[]()\\+ \n\0ßéİ業😀"


def text_column_of(texts: list[str]) -> TextColumn:
    lines = [text.encode() for text in ["", *texts]]
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)])
    return TextColumn(memoryview(b"\n".join(lines) + b"\n"), starts)


@given(
    st.lists(st.text(ALPHABET, max_size=6), max_size=6),
    st.dictionaries(st.integers(1, 6), st.text(ALPHABET, max_size=6), max_size=3),
    st.lists(st.text(ALPHABET, max_size=6), max_size=3),
    st.text(ALPHABET, min_size=1, max_size=3),
)
def test_word_is_found_in_each_text_that_holds_it(
    first: list[str], changed: dict[int, str], added: list[str], word: str
) -> None:
    texts = text_column_of([clean(text) for text in first])
    wanted = dict(enumerate(["", *first]))
    changed = {code: text for code, text in changed.items() if code in wanted}
    texts.put(list(changed), list(changed.values()))
    wanted |= changed
    wanted |= dict(zip(texts.add(added).tolist(), added, strict=True))

    found = texts.with_word(word)

    assert len(texts) == len(wanted) == 1 + len(first) + len(added)
    assert [texts.of(code) for code in wanted] == [clean(text) for text in wanted.values()]
    assert found.tolist() == [clean(word) in clean(text) for text in wanted.values()]


def test_word_is_not_found_across_two_texts() -> None:
    assert not text_column_of(["head of", "sales"]).with_word("of sales").any()
    assert not text_column_of(["head of", "sales"]).with_word("of\nsales").any()


@pytest.mark.parametrize("word", ["\ud800", "a\udfff"])
def test_half_a_character_is_in_no_text(word: str) -> None:
    assert not text_column_of(["a", "😀"]).with_word(word).any()
