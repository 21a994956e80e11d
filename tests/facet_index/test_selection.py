from collections.abc import Mapping, Sequence

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


@pytest.mark.parametrize(
    ("ticks", "wanted"),
    [
        ({"function": ["inside"]}, [11, 12]),
        ({"function": ["ops"], "unclassified": ["1"]}, [12, 13]),
        ({"department": ["sales"], "function": ["ops"]}, [11, 12]),
        ({"function": ["inside"], "level": ["clerk", "chief"]}, [12]),
        ({"country": ["DE", "FR"]}, [13, 14]),
        ({"country": ["Atlantis"]}, []),
        ({"country": [""]}, []),
        ({"function": ["old"]}, []),
        ({"function": []}, [11, 12, 13, 14, 15]),
        ({}, [11, 12, 13, 14, 15]),
    ],
)
def test_values_widen_a_facet_and_facets_narrow_each_other(
    index: FacetIndex, ticks: Mapping[str, Sequence[str]], wanted: list[int]
) -> None:
    assert found(index, FacetQuery(ticks)) == wanted


@pytest.mark.parametrize(
    ("refused", "wanted"),
    [
        ({"function": ["inside"]}, [13, 14, 15]),
        ({"level": ["head"]}, [12, 13, 14, 15]),
        ({"unclassified": ["1"], "country": ["FR"]}, [11, 12, 15]),
        ({"country": ["Atlantis", ""]}, [11, 12, 13, 14, 15]),
    ],
)
def test_who_has_what_is_refused_is_not_found(
    index: FacetIndex, refused: Mapping[str, Sequence[str]], wanted: list[int]
) -> None:
    assert found(index, FacetQuery(refused=refused)) == wanted


@pytest.mark.parametrize(
    ("ticks", "confidence", "wanted"),
    [
        ({}, 0.7, [11, 12, 14]),
        ({}, 0.86, [11, 12, 14]),
        ({}, 0.91, [12, 14]),
        ({"function": ["inside"]}, 0.3, [11, 12]),
        ({"function": ["inside"]}, 0.31, [12]),
        ({"department": ["sales"]}, 0.71, []),
        ({"department": ["sales"], "function": ["ops"]}, 0.95, [12]),
        ({"function": ["inside"], "unclassified": ["1"]}, 0.9, [13]),
        ({"unclassified": ["1"]}, 0.9, [13]),
        ({"function": ["inside", "old"]}, 0.8, []),
        ({}, 1.0, [14]),
        ({}, 1.1, []),
    ],
)
def test_only_labels_of_the_confidence_count(
    index: FacetIndex, ticks: Mapping[str, Sequence[str]], confidence: float, wanted: list[int]
) -> None:
    assert found(index, FacetQuery(ticks, confidence=confidence)) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("port",), [11, 13, 14]),
        (("port", "head"), [11]),
        (("c++",), [11]),
        (("a.b",), [11]),
        (("ort",), []),
        (("port keeper",), [13]),
        (("keeperport",), []),
    ],
)
def test_each_word_stands_in_title_name_or_company(
    index: FacetIndex, words: tuple[str, ...], wanted: list[int]
) -> None:
    assert found(index, FacetQuery(words=asked(*words))) == wanted


@pytest.mark.parametrize(
    ("companies", "contacts", "wanted"),
    [
        ([1], (), [11, 14]),
        ([2, 1, 99, 0], (), [11, 12, 14, 15]),
        ([0], (), []),
        ([], (), []),
        (None, ([15, 11, 11, 99, 0],), [11, 15]),
        ([1], ([15, 11], [11, 12]), [11]),
        (None, ([],), []),
    ],
)
def test_scope_holds_contacts_of_companies_and_lists(
    index: FacetIndex,
    companies: list[int] | None,
    contacts: tuple[list[int], ...],
    wanted: list[int],
) -> None:
    assert found(index, FacetQuery(companies=companies, contacts=contacts)) == wanted


def test_without_a_group_its_ticks_do_not_count(index: FacetIndex) -> None:
    selection = select(
        index, FacetQuery({"function": ["ops"], "country": ["DE"]}, words=asked("port"))
    )

    assert keys(index, list(selection.total)) == []
    assert keys(index, list(selection.without(group_of("department")))) == [13]


def test_what_is_dropped_is_found_by_nobody_and_comes_back_when_put_again(
    index: FacetIndex,
) -> None:
    index.drop_contacts([13, 99])
    assert found(index, FacetQuery()) == [11, 12, 14, 15]
    assert found(index, FacetQuery(words=asked("keeper"))) == []

    index.put_contacts([person(13, title=2)])

    assert found(index, FacetQuery({"function": ["ops"]})) == [12, 13]


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
