"""Numbers with their nouns."""

from leadqual.core.texts.plain_texts import counted


def test_the_noun_follows_the_number() -> None:
    words = [counted(n, "company", "companies") for n in (0, 1, 2_400)]

    assert words == ["0 companies", "1 company", "2,400 companies"]


def test_most_nouns_get_an_s() -> None:
    assert [counted(n, "title") for n in (0, 1, 2)] == ["0 titles", "1 title", "2 titles"]
