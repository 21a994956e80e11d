import pytest

from facet_index.words.folded_terms import fold, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"),
        ("Muller", "MÜLLER"),
        ("Jürgen", "Jurgen"),
        ("Søren", "Soren"),
        ("Ålborg", "Aalborg"),
        ("Łukasz", "lukasz"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("Zoë\u0308", "zoe"),
        ("ﬁnance", "Finance"),
        ("ＣＴＯ", "cto"),
        ("Νίκος", "ΝΙΚΟΣ"),
    ],
)
def test_spellings_of_a_word_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("AE", "a"), ("Joe", "Jo"), ("due", "du")])
def test_short_words_stay_what_they_are(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Co-founder/CTO", ("co", "founder", "cto")),
        ("R&D, (EMEA)", ("r", "d", "emea")),
        ("ITエンジニア", ("it", "エン", "ンジ", "ジニ", "ニア")),
        ("部", ("部",)),
        ("한국어 개발자", ("한국어", "개발자")),
        ("😀 Sales\u2009–\u00a0Ops", ("sales", "ops")),
        ("\0…!?", ()),
    ],
)
def test_words_are_cut_at_what_is_no_letter(text: str, wanted: tuple[str, ...]) -> None:
    assert terms(text) == wanted
