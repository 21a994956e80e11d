from hypothesis import given
from hypothesis import strategies as st

from classifiers.companies.company_text import (
    OVERVIEW_CHARACTERS,
    company_text,
    remove_repetition,
    shorten,
    text_hash,
)
from classifiers.core.text import without_accents
from classifiers.core.types import CompanyRecord


def test_text_says_what_a_company_does_each_theme_once() -> None:
    record = CompanyRecord(
        "Tandemly",
        overview="Calls are recorded\r\n and scored.",
        industry="Software",
        categories=("Sales", "Software"),
        specialties=("coaching",),
        city="Denver",
    )

    assert company_text(record) == (
        "Tandemly. Calls are recorded and scored. Software, Sales, coaching"
    )


def test_missing_fields_leave_no_trace() -> None:
    assert company_text(CompanyRecord("Acme", overview="")) == "Acme"
    assert company_text(CompanyRecord("")) == ""


def test_long_overview_is_cut_at_a_word() -> None:
    text = company_text(CompanyRecord("Acme", overview="word " * 20_000))

    assert len(text) <= OVERVIEW_CHARACTERS + len("Acme. ")
    assert text.endswith(" word")


@given(st.text(max_size=300), st.integers(1, 80))
def test_shortened_text_is_on_one_line_and_never_too_long(text: str, characters: int) -> None:
    short = shorten(text, characters=characters)

    assert len(short) <= characters
    assert "\n" not in short
    assert short == " ".join(short.split())


@given(st.text(max_size=40), st.text(max_size=40))
def test_hash_changes_with_the_text_and_nothing_else(one: str, other: str) -> None:
    assert (text_hash(one) == text_hash(other)) == (one == other)
    assert len(text_hash(one)) == 64


def test_hash_stands_a_lone_surrogate() -> None:
    assert text_hash("\ud800") != text_hash("")


def test_folded_text_has_no_accents_and_kana_stay_whole() -> None:
    assert without_accents("Straße ŁÓDŹ") == "strasse lodz"
    assert without_accents("ドラッグ") == "ドラッグ"
    assert without_accents("한국은행") == "한국은행"


@given(st.text(alphabet="abc .", max_size=40), st.integers(2, 30))
def test_what_is_said_again_and_again_is_read_once(text: str, times: int) -> None:
    told = f"x{text}y"

    assert remove_repetition(" ".join([told] * times)) == told
    assert remove_repetition(told * times) == told


def test_only_what_is_repeated_to_the_end_is_left_out() -> None:
    assert remove_repetition("shoes and shoes") == "shoes and shoes"
    assert (
        remove_repetition("We sell hats. We sell hats. And shoes.")
        == "We sell hats. We sell hats. And shoes."
    )
    assert remove_repetition("") == ""
