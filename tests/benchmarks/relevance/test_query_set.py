"""The files of the relevance set agree with each other."""

from collections import Counter

import pytest

from benchmarks.relevance.grading_rules import read_rules
from benchmarks.relevance.query_set import PARTS, read_grades, read_queries

KINDS = {
    *("name", "abbreviation", "accent", "email", "domain", "phone", "city", "company"),
    *("description", "meaning", "title_language", "misspelling", "operator", "question"),
}
BY_READING = {"description", "meaning"}


def test_there_are_150_queries_and_60_held_out_and_none_is_in_both() -> None:
    main, held_out = read_queries("main"), read_queries("held out")

    assert (len(main), len(held_out)) == (150, 60)
    assert not {one.query.casefold() for one in main} & {one.query.casefold() for one in held_out}


@pytest.mark.parametrize("part", PARTS)
def test_every_query_has_an_id_of_its_own_a_kind_a_wish_and_grades(part: str) -> None:
    queries, rules, grades = read_queries(part), read_rules(part), read_grades(part)

    assert max(Counter(one.id for one in queries).values()) == 1
    assert {one.kind for one in queries} == KINDS
    assert {one.workspace for one in queries} == {"demo", "import"}
    assert {one.records for one in queries} == {"people", "companies"}
    assert all(one.query and one.wish.endswith(".") for one in queries)
    assert {*rules, *grades} == {one.id for one in queries}
    assert {one.id for one in queries if one.kind not in BY_READING} <= set(rules)
    assert all(2 in of_one.values() for query, of_one in grades.items() if query not in rules)
    assert {grade for of_one in grades.values() for grade in of_one.values()} <= {0, 1, 2}
