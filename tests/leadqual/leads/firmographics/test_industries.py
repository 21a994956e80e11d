"""Industries in many languages → one list of two levels."""

import pytest

from leadqual.leads.firmographics.industries import (
    by_key,
    industries,
    industry_key,
    sector_of,
    sectors,
    standard_industry,
)

_LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv"}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Software", "Software"),
        ("Logiciel", "Software"),
        ("COMPUTER SOFTWARE", "Software"),
        ("Informatique", "IT Services and Consulting"),
        ("Information Technology & Services", "IT Services and Consulting"),
        ("Maschinenbau", "Machinery"),
        ("Maschinen- und Anlagenbau", "Machinery"),
        ("Énergies renouvelables", "Renewable Energy"),
        ("energies  renouvelables", "Renewable Energy"),
        ("Bauunternehmen", "Construction"),
        ("Ubezpieczenia", "Insurance"),
        ("Livsmedel", "Food and Beverages"),
        ("Строительство", "Construction"),
        ("銀行", "Banking"),
        ("Software, SaaS, B2B", "Software"),
        ("B2B / Banken", "Banking"),
        ("B2B", ""),
        ("n/a", ""),
        ("", ""),
        ("  Zorbing   parks ", "Zorbing parks"),
    ],
)
def test_a_cell_names_one_standard_industry(raw: str, name: str) -> None:
    assert standard_industry(raw) == name


def test_every_industry_has_a_sector_and_names_in_nine_languages() -> None:
    assert all(set(one.names) >= _LANGUAGES for one in industries())
    assert len(sectors()) >= 20
    assert len(industries()) >= 130
    assert set(sector_of().values()) == set(sectors())


def test_no_name_means_two_industries() -> None:
    known = by_key()

    twice = [
        (name, known[industry_key(name)], one.name)
        for one in industries()
        for names in (*one.names.values(), (one.name,))
        for name in names
        if known[industry_key(name)] != one.name
    ]

    assert twice == []
