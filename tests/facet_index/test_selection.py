import pytest

from facet_index.index import FacetIndex
from facet_index.selection import group_of, select
from facet_index.types import FacetQuery, TitleRow
from tests.facet_index.makers import TAXONOMY, keys
from tests.facet_index.plain import SCHEMA, asked, firm, person


@pytest.fixture
def index() -> FacetIndex:
    made = FacetIndex.none(TAXONOMY, SCHEMA)
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


def found(index: FacetIndex, question: FacetQuery) -> list[int]:
    return keys(index, list(select(index, question).total))


def test_without_a_group_its_ticks_do_not_count(index: FacetIndex) -> None:
    selection = select(
        index, FacetQuery({"function": ["ops"], "country": ["DE"]}, words=asked("port"))
    )

    assert keys(index, list(selection.total)) == []
    assert keys(index, list(selection.without(group_of("department")))) == [13]


def test_the_same_question_is_read_once_and_anew_after_each_change(index: FacetIndex) -> None:
    question = FacetQuery({"country": ["DE"]})
    first = select(index, question)
    assert select(index, FacetQuery({"country": ["DE"]})) is first
    assert select(index, FacetQuery({"country": ["DE"]}, words=asked("port"))) is not first

    before = found(index, question)
    index.put_contacts([person(15, company=2, country="DE")])
    assert found(index, question) == [*before, 15]
    index.drop_contacts([13])
    assert found(index, question) == [15]
    index.put_companies([firm(2, "Pier")])
    assert found(index, FacetQuery(words=asked("pier"))) == [12, 15]
    index.put_companies([firm(2, "Mill")])
    assert found(index, FacetQuery(words=asked("pier"))) == []
