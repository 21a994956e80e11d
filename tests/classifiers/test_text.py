from hypothesis import given
from hypothesis import strategies as st

from classifiers.core.text import Abbreviations, fold, repair, words


def test_one_spelling_for_what_reads_alike() -> None:
    for text, folded in [
        ("Geschäftsführer", "geschaftsfuhrer"),
        ("ＣＥＯ", "ceo"),
        ("İşletme Müdürü IŞIK", "isletme muduru isik"),
        ("Właściciel", "wlasciciel"),
        ("Главный ИНЖЕНЕР", "главный инженер"),
        ("Йога", "йога"),
        ("マネージャー", "マネージャー"),
        ("Head\u200b of\u00a0Sales", "head of sales"),
        ("R’n’D — “lead”", "r'n'd -  lead "),
        ("boss😂", "boss "),
    ]:
        assert fold(text) == folded


def test_wrong_decoding_is_repaired_and_right_text_left_alone() -> None:
    assert repair("GeschÃ¤ftsfÃ¼hrer") == "Geschäftsführer"
    assert repair("São João â la carte") == "São João â la carte"


@given(st.text())
def test_folding_never_raises_and_leaves_no_control_characters(text: str) -> None:
    assert all(character.isprintable() or ord(character) > 127 for character in fold(text))


def test_words_keep_names_of_languages_whole() -> None:
    assert words("c++ / c#, .net & node") == ["c++", "c#", ".net", "node"]


def test_longest_abbreviation_wins_and_only_between_spaces() -> None:
    short = Abbreviations({"dev": "developer", "bus dev": "business development"})

    assert short.expand("bus dev devops dev") == "business development devops developer"


def test_no_abbreviations_change_nothing() -> None:
    assert Abbreviations({}).expand("vp sales") == "vp sales"
