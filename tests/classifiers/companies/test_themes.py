"""What is looked for may have several themes; each is a text of its own."""

from classifiers.companies.themes import themes_of


def test_alternatives_are_themes_with_what_binds_them() -> None:
    for text, themes in [
        (
            "software for schools or hospitals",
            ("software for schools", "software for hospitals"),
        ),
        ("Breweries or bakeries", ("Breweries", "bakeries")),
        (
            "Software für Schulen oder für Kliniken",
            ("Software für Schulen", "Software für Kliniken"),
        ),
        ("hoteles en Lisboa o Oporto", ("hoteles en Lisboa", "hoteles en Oporto")),
        ("Software para o varejo", ("Software para o varejo",)),
        ("Fintech lenders; insurance brokers", ("Fintech lenders", "insurance brokers")),
        ("Marketing and sales agencies", ("Marketing and sales agencies",)),
        ("", ("",)),
        ("or", ("or",)),
        (" or ".join("abcdefg"), (" or ".join("abcdefg"),)),
    ]:
        assert themes_of(text) == themes
