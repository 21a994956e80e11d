"""Numbers with their nouns."""

import pytest

from leadqual.core.texts.plain_texts import counted


@pytest.mark.parametrize(
    ("n", "words"), [(0, "0 companies"), (1, "1 company"), (2_400, "2,400 companies")]
)
def test_the_noun_follows_the_number(n: int, words: str) -> None:
    assert counted(n, "company", "companies") == words


def test_most_nouns_get_an_s() -> None:
    assert [counted(n, "title") for n in (0, 1, 2)] == ["0 titles", "1 title", "2 titles"]
