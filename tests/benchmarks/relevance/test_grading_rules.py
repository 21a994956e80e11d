"""Rules grade rows by the wish of the searcher."""

from benchmarks.relevance.grading_rules import read_rules
from classifiers.core.text import fold

NOBODY = dict.fromkeys(
    (
        *("first", "last", "email", "phone", "title", "place", "company", "company_text"),
        *("domain", "industry", "employees", "name", "text", "about"),
    ),
    "",
)


def graded(query: str, **fields: str) -> int:
    facts = {name: fold(value) for name, value in fields.items()}
    return read_rules("main")[query].grade(NOBODY | facts)


def test_a_title_is_graded_by_what_it_means() -> None:
    for query, title, grade in (
        ("a01", "Founder & CTO", 2),
        ("a01", "Chief Technology Officer", 2),
        ("a01", "Vice President, Office of the CTO", 1),
        ("a01", "CIO", 1),
        ("a01", "Director of Sales", 0),
        ("a04", "Feuerwehrmann", 0),
        ("a04", "HR Business Partner", 2),
        ("a04", "Recruiter", 1),
        ("a08", "Vertriebsleiter", 2),
        ("a08", "VP of Sales Operations", 1),
        ("l05", "Jefe de Ventas", 2),
        ("l09", "弁護士", 2),
        ("l10", "Samodzielna Księgowa", 2),
        ("q09", "Head of Procurement", 0),
    ):
        assert graded(query, title=title) == grade


def test_a_name_matches_whole_words_without_accents() -> None:
    assert graded("c04", last="Müller") == 2
    assert graded("n14", first="Mei") == 2
    assert graded("n14", last="Meier") == 0


def test_all_conditions_must_hold() -> None:
    assert graded("q09", title="Head of Procurement", place="Leeds, United Kingdom") == 2
    assert graded("p03", title="Marketing Manager", place="Oslo") == 0
    assert graded("q07", industry="HR Software", place="Berlin, Germany", employees="120") == 2
    assert graded("q07", industry="HR Software", place="Berlin, Germany", employees="900") == 1


def test_what_is_excluded_makes_a_row_wrong() -> None:
    assert graded("o02", title="Head of Marketing") == 2
    assert graded("o02", title="Marketing Manager") == 0
