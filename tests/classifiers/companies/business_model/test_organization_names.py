from classifiers.companies.business_model.organization_names import (
    NamePattern,
    NamePatterns,
    load_patterns,
)
from classifiers.core.text import without_accents

PATTERNS = load_patterns()


def test_name_says_what_an_organisation_is() -> None:
    for name, kind in [
        ("Freiwillige Feuerwehr Musterdorf", "fire_brigade"),
        ("Springfield Fire Department", "fire_brigade"),
        ("Polizeipräsidium Mittelhessen", "police"),
        ("Ministère de l'Agriculture", "ministry"),
        ("Ministerstwo Zdrowia", "ministry"),
        ("Universidad de Salamanca", "university"),
        ("Grundschule am Park", "school"),
        ("UNICEF Österreich", "un_agency"),
        ("Fundação Exemplo", "foundation"),
        ("Kommunförbundet", "union"),
        ("Sparkasse Musterstadt", "bank"),
        ("Example Airways", "airline"),
        ("Türk Sigorta", "insurer"),
    ]:
        assert kind in PATTERNS.kinds(without_accents(name))


def test_names_that_only_look_alike_say_nothing() -> None:
    for name in ["Acme", "Policyholder Tools", "Navyblue", "Schooler & Sons", ""]:
        assert PATTERNS.kinds(without_accents(name)) == []


def test_longest_phrase_uses_up_its_words() -> None:
    patterns = NamePatterns(
        [
            NamePattern("bank", "both", "bank"),
            NamePattern("central_bank", "public", "bank of england"),
            NamePattern("fire_brigade", "public", "*feuerwehr"),
        ]
    )

    assert patterns.kinds("bank of england") == ["public", "central_bank"]
    assert patterns.kinds("the bank") == ["both", "bank"]
    assert patterns.kinds("werkfeuerwehr nord") == ["public", "fire_brigade"]


def test_every_phrase_of_the_seed_file_finds_its_own_name() -> None:
    for pattern in PATTERNS.patterns:
        name = pattern.phrase.strip("*")
        assert pattern.phrase == without_accents(pattern.phrase)
        assert PATTERNS.kinds(name), pattern
