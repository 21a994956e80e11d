"""Tiers of records that meet words, here as plain sets of names."""

from collections.abc import Sequence

from facet_index.words.clauses import Alternative, Clause, Term, literal, with_values
from facet_index.words.word_tiers import N_TIERS, match_clause, spellings, tiers

FIELDS: dict[str, dict[str, str]] = {
    "lead": {"title": "cto", "name": "ada abel", "company": "loom", "city": "rye"},
    "founder": {"title": "founder and cto", "name": "ben berg", "company": "uma", "city": "bonn"},
    "namesake": {"title": "cook", "name": "uma cole", "company": "rye bank", "city": "bonn"},
    "chief": {"title": "chief technology officer", "name": "dan", "company": "oma", "city": "rye"},
}
VALUES = {"level": {"chief": "c_level", "lead": "c_level"}, "country": {"founder": "Germany"}}


def _meets(one: Alternative) -> set[str]:
    return {
        name
        for name in FIELDS
        if all(VALUES[facet].get(name) in several for facet, several in one.values)
    }


def _in_field(field: str, terms: Sequence[Term]) -> set[str]:
    return {
        name
        for name, texts in FIELDS.items()
        if all(term.text in texts[field].split() for term in terms)
    }


def _place(name: str, *clauses: Clause, company: str = "") -> int:
    """Return the first tier that somebody is in."""
    nobody: set[str] = set()
    matches = [
        match_clause(clause, match_alternative=_meets, match_field=_in_field, nothing=nobody)
        for clause in clauses
    ]
    at = {name for name, texts in FIELDS.items() if texts["company"] == company}
    found: list[set[str] | None] = tiers(matches, exact=nobody, company=at)
    assert len(found) == N_TIERS - 1
    return next((n for n, names in enumerate(found) if names and name in names), len(found))


def _said(text: str) -> Alternative:
    words = literal(text)
    assert words is not None
    return words


JOB = Clause(
    (with_values({"level": ["c_level"]}), _said("cto"), _said("chief technology officer")),
    is_job=True,
)


def test_a_title_that_says_the_job_stands_before_one_that_is_read_so() -> None:
    assert _place("lead", JOB) == _place("chief", JOB) == 1
    assert _place("founder", JOB) == 2


def test_a_name_stands_before_the_company_of_that_name() -> None:
    uma = Clause((_said("uma"),))

    assert _place("namesake", uma, company="uma") < _place("founder", uma, company="uma")


def test_what_is_meant_widely_comes_last() -> None:
    clause = Clause((with_values({"level": ["c_level"]}, is_broad=True), _said("cook")))

    assert _place("namesake", clause) < _place("lead", clause) == N_TIERS - 1


def test_a_place_need_not_stand_in_the_title_of_a_job() -> None:
    place = Clause((with_values({"country": ["Germany"]}), _said("germany")))

    assert _place("founder", JOB, place) == 2
    assert _place("founder", place) < N_TIERS - 1


def test_a_single_clause_is_typed_in_each_of_its_spellings() -> None:
    cto, chief = (Term("cto"),), (Term("chief"), Term("technology"), Term("officer"))

    assert spellings([JOB]) == [cto, chief]
    assert spellings([JOB, Clause((_said("rye"),))]) == [(*cto, Term("rye"))]
    assert spellings([JOB, Clause((with_values({"level": ["vp"]}),))]) == []
