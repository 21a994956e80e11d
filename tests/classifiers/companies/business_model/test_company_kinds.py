import csv

from hypothesis import given
from hypothesis import strategies as st

from classifiers.companies.business_model.company_kinds import SEED, company_kinds, sector_kinds
from classifiers.core.text import without_accents


def kinds(text: str) -> set[str]:
    return set(company_kinds(without_accents(text)))


def test_says_what_a_company_is() -> None:
    for text, kind in [
        ("Chain of pharmacies", "is pharmacy"),
        ("Fashion retailer with stores in ninety countries", "is fashion"),
        ("Drogeriemarktkette", "is pharmacy"),
        ("Fachhandel und Getränkegroßhandel", "is wholesale"),
        ("Enseigne de supermarchés", "is grocery"),
        ("Сеть продуктовых магазинов", "is grocery"),
        ("Síť lékáren", "is pharmacy"),
        ("Linie lotnicze", "is airline"),
    ]:
        assert kind in kinds(text)


def test_what_is_said_of_others_is_only_named() -> None:
    found = kinds("Point of sale software for fashion retailers. Also in supermarkets.")

    assert {"is software", "last software"} <= found
    assert {"names fashion", "names retailer", "names grocery"} <= found
    assert not {"is fashion", "is retailer", "is grocery"} & found


def test_the_last_kind_before_the_turn_is_told_apart() -> None:
    found = kinds("Supermarket refrigeration and grocery software")

    assert "last software" in found
    assert "last grocery" not in found


def test_the_longest_phrase_counts() -> None:
    assert "is bank" not in kinds("Investment bank")
    assert "is investment_bank" in kinds("Investment bank")


def test_a_beginning_counts_for_the_word_that_it_stands_in() -> None:
    assert "is software" not in kinds("Softwear")
    assert kinds("") == set()


def test_an_industry_speaks_of_kinds_too() -> None:
    assert list(sector_kinds("insurance")) == ["sector insurer"]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert set(company_kinds(without_accents(text))) == kinds(text)


def test_every_entry_is_found() -> None:
    with SEED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    missed = [
        entry
        for row in rows
        for entry in row["words"].split("|")
        if not list(sector_kinds(without_accents(entry.replace("*", ""))))
    ]

    assert missed == []
