import csv

from hypothesis import given
from hypothesis import strategies as st

from classifiers.companies.translation.east_asian import (
    SEED,
    original_words,
    translate_to_english,
)
from classifiers.core.text import without_accents


def test_what_is_known_is_read_in_english_in_its_order() -> None:
    for text, english in [
        ("衣料品小売チェーン", "clothing retailer"),
        ("ドラッグストア", "pharmacy"),
        ("個人と法人向けの銀行", "for individuals and companies bank"),
        ("为个人和企业提供保险", "for individuals and companies provides insurance"),
        ("连锁超市", "supermarket"),
        ("東京消防庁", "fire department"),
        ("トヨタ自動車株式会社", "トヨタ car manufacturer"),
    ]:
        assert translate_to_english(without_accents(text)) == english


def test_for_stands_before_those_it_is_for_and_before_no_others() -> None:
    assert (
        translate_to_english(without_accents("銀行。家庭と企業向け"))
        == "bank 。 for families and companies"
    )
    assert translate_to_english(without_accents("向け")) == "for"


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF)))
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert translate_to_english(text) == text
    assert original_words(text) == {}


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(translate_to_english(without_accents(text)), str)


def test_english_words_are_told_in_those_of_the_text() -> None:
    said = original_words(without_accents("建設会社向けの工作機械"))

    assert said["machine"] == "工作機械"
    assert said["construction"] == said["companies"] == "建設会社"


def test_every_phrase_is_found_as_it_is_meant() -> None:
    with SEED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    wrong = {
        phrase: (row["english"], translate_to_english(without_accents(phrase)))
        for row in rows
        for phrase in (*row["ja"].split("|"), *row["zh"].split("|"))
        if phrase not in ("", "、")
        and not phrase.isascii()
        and translate_to_english(without_accents(phrase)) != row["english"]
    }

    assert wrong == {}
