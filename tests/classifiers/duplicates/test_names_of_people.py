"""Names of people, read and compared."""

from classifiers.duplicates.names_of_people import (
    PersonName,
    are_swapped,
    compare_family,
    compare_given,
    parse_person_name,
)


def test_names_are_read() -> None:
    for first, last, read in [
        ("Anna", "Müller", PersonName(("anna",), "muller", "")),
        ("", "Anna Müller", PersonName(("anna",), "muller", "")),
        ("Anna Müller", "", PersonName(("anna",), "muller", "")),
        ("", "Müller, Anna", PersonName(("anna",), "muller", "")),
        ("Dr. Anna M.", "von Bergen", PersonName(("anna", "m"), "bergen", "")),
        ("John", "Smith Jr.", PersonName(("john",), "smith", "jr")),
        ("", "John Smith, Jr.", PersonName(("john",), "smith", "jr")),
        ("", "Robert Carlisle III", PersonName(("robert",), "carlisle", "iii")),
        ("Young-Bae", "Jung", PersonName(("young", "bae"), "jung", "", is_compound=True)),
        ("Yo Yo", "Ma", PersonName(("yo", "yo"), "ma", "", is_compound=True)),
        ("Jeong-phil", "Seo", PersonName(("jeong", "phil"), "seo", "", is_compound=True)),
        ("Phil M.", "Carter", PersonName(("phil", "m"), "carter", "")),
        ("Dr. phil. Anna", "Quandt MBA", PersonName(("anna",), "quandt", "")),
        ("Young Jun", "Kim", PersonName(("young", "jun"), "kim", "", is_compound=True)),
        ("Amartya", "Sen", PersonName(("amartya",), "sen", "")),
        ("", "Amartya Sen", PersonName(("amartya",), "sen", "")),
        ("Karl", "Huber sen.", PersonName(("karl",), "huber", "sr")),
        ("", "Karl Huber jun", PersonName(("karl",), "huber", "jr")),
        ("", "", PersonName((), "", "")),
    ]:
        assert parse_person_name(first, last) == read


def test_first_names_are_compared() -> None:
    for one, other, agreement in [
        ("Anna", "ANNA", "same"),
        ("Karl-Heinz", "Karlheinz", "same"),
        ("Robert", "Bob", "nickname"),
        ("Wolfgang", "Wolfgnag", "near"),
        ("A.", "Anna", "initial"),
        ("A.", "Berta", "different"),
        ("Martin", "Martina", "different"),
        ("Anna", "Anne", "different"),
        ("Christian", "Christina", "different"),
        ("Hans", "Heinz", "different"),
        ("John A.", "John B.", "different"),
        ("John Adam", "John A.", "same"),
        ("John Adam", "John Adan", "different"),
        ("John Edward", "John Edwrad", "short"),
        ("Karl-Heinz", "Karl", "short"),
        ("J.-L.", "Jean-Luc", "initial"),
        ("Karl Heinz", "Karl", "same"),
        ("Larry A.", "Lawrence D.", "different"),
        ("J. Adam", "John B.", "different"),
        ("", "Anna", "unknown"),
    ]:
        left, right = parse_person_name(one, "Gruber"), parse_person_name(other, "Gruber")

        assert compare_given(left, right) == compare_given(right, left) == agreement


def test_syllables_of_first_names_are_compared() -> None:
    for one, other, agreement in [
        ("Young-Suk", "Young-Bae", "different"),
        ("Hoon-Dong", "Hoondong", "same"),
        ("Jung-Tak", "Jung-Taek", "different"),
        ("Chuan-Chi", "Chu-An", "short"),
        ("Jun Tae", "Jun", "short"),
        ("Jun T.", "Jun", "same"),
    ]:
        left, right = parse_person_name(one, "Kim"), parse_person_name(other, "KIM")

        assert compare_given(left, right) == compare_given(right, left) == agreement


def test_family_names_are_compared() -> None:
    for one, other, agreement in [
        ("de Vries", "Vries", "same"),
        ("Pfaffenzeller", "Pfaffenzeler", "near"),
        ("Hagemeister-Voss", "Hagemeister", "near"),
        ("Petrov", "Petrova", "different"),
        ("Novák", "Nováková", "different"),
        ("Vogt", "Vogel", "different"),
        ("M.", "Meier", "initial"),
    ]:
        left, right = parse_person_name("Kim", one), parse_person_name("Kim", other)

        assert compare_family(left, right) == compare_family(right, left) == agreement


def test_swapped_names_are_seen() -> None:
    assert are_swapped(
        parse_person_name("Lindqvist", "Sven"), parse_person_name("Sven", "Lindqvist")
    )
    assert not are_swapped(
        parse_person_name("Sven", "Lindqvist"), parse_person_name("Sven", "Lindqvist")
    )
