import pytest

from facet_index.index import FacetIndex
from facet_index.selection import group_of, select
from facet_index.types import FacetQuery, TitleRow
from tests.facet_index.makers import TAXONOMY, keys
from tests.facet_index.plain import SCHEMA, asked, firm, person


@pytest.fixture
def index() -> FacetIndex:
    made = FacetIndex.empty(TAXONOMY, SCHEMA)
    made.put_titles(
        [
            TitleRow(1, level="head", labels=[("inside", 0.3), ("old", 0.9)]),
            TitleRow(2, level="clerk", labels=[("ops", 0.95), ("inside", 0.7)]),
            TitleRow(3),
            TitleRow(4, labels=[("old", 1.0)]),
        ]
    )
    made.put_companies([firm(1, "Port"), firm(2, "Mill")])
    made.put_contacts(
        [
            person(11, title=1, company=1, written="Head of C++", last_name="a.b"),
            person(12, title=2, company=2, written="Clerk", last_name="axb"),
            person(13, title=3, written="Port\nkeeper", country="DE"),
            person(14, title=4, company=1, country="FR"),
            person(15, company=2),
        ]
    )
    return made


def found(index: FacetIndex, query: FacetQuery) -> list[int]:
    return keys(index, list(select(index, query).total))


EVERYBODY = [11, 12, 13, 14, 15]
CASES: list[tuple[FacetQuery, list[int]]] = [
    # Values widen a facet, and facets narrow each other.
    (FacetQuery({"function": ["inside"]}), [11, 12]),
    (FacetQuery({"function": ["ops"], "unclassified": ["1"]}), [12, 13]),
    (FacetQuery({"department": ["sales"], "function": ["ops"]}), [11, 12]),
    (FacetQuery({"function": ["inside"], "level": ["clerk", "chief"]}), [12]),
    (FacetQuery({"country": ["DE", "FR"]}), [13, 14]),
    (FacetQuery({"country": ["Atlantis"]}), []),
    (FacetQuery({"country": [""]}), []),
    (FacetQuery({"function": ["old"]}), []),
    (FacetQuery({"function": []}), EVERYBODY),
    # Who has what is refused is not found.
    (FacetQuery(excluded={"function": ["inside"]}), [13, 14, 15]),
    (FacetQuery(excluded={"level": ["head"]}), [12, 13, 14, 15]),
    (FacetQuery(excluded={"unclassified": ["1"], "country": ["FR"]}), [11, 12, 15]),
    (FacetQuery(excluded={"country": ["Atlantis", ""]}), EVERYBODY),
    # Only labels of the confidence count.
    (FacetQuery(confidence=0.86), [11, 12, 14]),
    (FacetQuery(confidence=0.91), [12, 14]),
    (FacetQuery({"function": ["inside"]}, confidence=0.3), [11, 12]),
    (FacetQuery({"function": ["inside"]}, confidence=0.31), [12]),
    (FacetQuery({"department": ["sales"]}, confidence=0.71), []),
    (FacetQuery({"department": ["sales"], "function": ["ops"]}, confidence=0.95), [12]),
    (FacetQuery({"function": ["inside"], "unclassified": ["1"]}, confidence=0.9), [13]),
    (FacetQuery({"unclassified": ["1"]}, confidence=0.9), [13]),
    (FacetQuery({"function": ["inside", "old"]}, confidence=0.8), []),
    (FacetQuery({"function": ["inside", "old"]}, confidence=0.81), []),
    (FacetQuery(confidence=1.0), [14]),
    (FacetQuery(confidence=1.1), []),
    # Each word stands in title, name or company.
    (FacetQuery(words=asked("port", "head")), [11]),
    (FacetQuery(words=asked("c++")), [11]),
    (FacetQuery(words=asked("a.b")), [11]),
    (FacetQuery(words=asked("ort")), []),
    (FacetQuery(words=asked("port keeper")), [13]),
    (FacetQuery(words=asked("keeperport")), []),
    # A scope holds contacts of companies and lists.
    (FacetQuery(companies=[2, 1, 99, 0]), [11, 12, 14, 15]),
    (FacetQuery(companies=[0]), []),
    (FacetQuery(companies=[]), []),
    (FacetQuery(contacts=([15, 11, 11, 99, 0],)), [11, 15]),
    (FacetQuery(companies=[1], contacts=([15, 11], [11, 12])), [11]),
    (FacetQuery(contacts=([],)), []),
]


def test_each_condition_finds_whom_it_says(index: FacetIndex) -> None:
    for query, wanted in CASES:
        assert found(index, query) == wanted, query


def test_without_a_group_its_ticks_do_not_count(index: FacetIndex) -> None:
    selection = select(
        index, FacetQuery({"function": ["ops"], "country": ["DE"]}, words=asked("port"))
    )

    assert keys(index, list(selection.total)) == []
    assert keys(index, list(selection.without(group_of("department")))) == [13]


def test_the_same_question_is_read_once_and_anew_after_each_change(index: FacetIndex) -> None:
    query = FacetQuery({"country": ["DE"]})
    first = select(index, query)
    assert select(index, FacetQuery({"country": ["DE"]})) is first
    assert select(index, FacetQuery({"country": ["DE"]}, words=asked("port"))) is not first

    before = found(index, query)
    index.put_contacts([person(15, company=2, country="DE")])
    assert found(index, query) == [*before, 15]
    index.drop_contacts([13])
    assert found(index, query) == [15]
    index.put_companies([firm(2, "Pier")])
    assert found(index, FacetQuery(words=asked("pier"))) == [12, 15]
    index.put_companies([firm(2, "Mill")])
    assert found(index, FacetQuery(words=asked("pier"))) == []
