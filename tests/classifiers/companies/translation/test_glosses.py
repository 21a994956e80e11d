import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.companies.translation import glosses
from classifiers.companies.translation.glosses import (
    LEXICON,
    MAX_GLOSSES,
    find_glosses,
    language_of,
    lexicon_version,
    lexicons,
    with_glosses,
)

DEMO = Path(__file__).parents[4] / "leadqual" / "demo" / "data" / "companies.jsonl"
ENGLISH = (
    "The e-commerce platform for fashion brands.",
    "De-icing of airplanes without harmful chemicals. De-Ice.",
    "Hotel and restaurant in the old town of San Sebastián",
    "La Roche builds data centres for banks in El Paso and Des Moines.",
    "Die casting and moulding for carmakers",
    "Pizza",
    "Café Zürich",
    "",
)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_texts_stay_as_they_are(text: str) -> None:
    assert with_glosses(text) == text


def test_english_companies_of_the_demo_stay_as_they_are() -> None:
    rows = [json.loads(line) for line in DEMO.read_text(encoding="utf-8").splitlines()]
    english = [
        row["overview"]
        for row in rows
        if row.get("overview") and row.get("country") in {"United States", "United Kingdom"}
    ]

    assert len(english) > 100
    assert [text for text in english if with_glosses(text) != text] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir liefern Möbel für Büros und Schulen.", "de"),
        ("Nous livrons des meubles pour les bureaux et les écoles.", "fr"),
        ("Entregamos muebles para las oficinas y los colegios.", "es"),
        ("We deliver furniture for the offices of schools.", "en"),
    ],
)
def test_language_is_the_one_of_the_short_words(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("Die Spedition mit Lagern in der Region", "freight forwarding company"),
        ("Unser Haus für Möbelspeditionen und mehr", "removals"),
        ("Wir sind der Partner für Gemuesebau und Obst", "vegetables"),
        ("Wir verkaufen Industrietreppen und Bühnen für alle", "stairs"),
        ("Nous sommes une agence de voyages à Lyon", "travel agency"),
        ("Nos boulangeries sont dans le Nord", "bakery"),
        ("Installation de pompes à chaleur pour les maisons", "heat pump"),
        ("Fabricamos muebles de oficina para las empresas", "office furniture"),
        ("Nuestras panaderías en la ciudad", "bakery"),
    ],
)
def test_trade_words_are_found_in_plurals_compounds_and_phrases(text: str, gloss: str) -> None:
    assert gloss in find_glosses(text)


def test_longest_entry_wins() -> None:
    german = find_glosses("Wir sind ein Versicherungsmakler für die Region")
    spanish = find_glosses("Somos una agencia de viajes para la familia")

    assert "insurance broker" in german
    assert "estate agent" not in german
    assert "travel agency" in spanish
    assert "travel holidays" not in spanish


def test_parts_of_a_compound_come_in_its_order() -> None:
    assert find_glosses("Alles für die Fahrradversicherung und mehr")[:2] == [
        "bicycle",
        "insurance",
    ]


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_lexicon_knows_more_than_2000_words_of_each_language(language: str) -> None:
    lexicon = lexicons()[language]

    assert len(lexicon.glosses) > 2000
    assert all(english and words for words, english in lexicon.glosses.items())


def test_every_entry_stands_once() -> None:
    with LEXICON.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    for language in ("de", "fr", "es"):
        entries = [entry for row in rows for entry in row[language].split("|") if entry]
        assert len(entries) == len(set(entries))


def test_version_follows_the_lexicon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = lexicon_version()
    other = tmp_path / "trade_words.csv"
    other.write_bytes(LEXICON.read_bytes() + b"zebra,Zebra,,\n")
    lexicon_version.cache_clear()
    monkeypatch.setattr(glosses, "LEXICON", other)
    try:
        assert lexicon_version() != before
    finally:
        lexicon_version.cache_clear()


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert len(find_glosses(text)) <= MAX_GLOSSES
    assert with_glosses(text).endswith(text)


def test_endless_text_is_read() -> None:
    text = "und die " + "Donaudampfschiffahrtsgesellschaft " * 3_000

    assert len(find_glosses(text)) <= MAX_GLOSSES
