"""Numbers with their nouns."""

from leadqual.core.texts.plain_texts import format_count


def test_the_noun_follows_the_number() -> None:
    words = [format_count(n, "company", "companies") for n in (0, 1, 2_400)]

    assert words == ["0 companies", "1 company", "2,400 companies"]


def test_most_nouns_get_an_s() -> None:
    assert [format_count(n, "title") for n in (0, 1, 2)] == ["0 titles", "1 title", "2 titles"]
