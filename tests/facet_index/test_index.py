from collections import Counter

import numpy as np
import pytest

from facet_index import index as index_module
from facet_index import index_builder
from facet_index.facet_counts import count
from facet_index.index import FacetIndex
from facet_index.types import FacetQuery, TitleRow
from tests.facet_index.makers import TAXONOMY, built
from tests.facet_index.plain import SCHEMA, Plain, firm, person


@pytest.fixture
def plain() -> Plain:
    made = Plain(TAXONOMY)
    made.put_titles([TitleRow(1, level="head", labels=[("ops", 0.6), ("inside", 0.2)])])
    made.put_companies([firm(1, "Port", size="1-10", technologies=("sap", "aws"))])
    made.put_contacts(
        [person(5, title=1, company=1, city="Bonn", grade="fair"), person(6, city="Rome")]
    )
    return made


@pytest.fixture(params=["built", "grown"])
def index(request: pytest.FixtureRequest, plain: Plain) -> FacetIndex:
    if request.param == "built":
        return built(plain)
    grown = FacetIndex.empty(TAXONOMY, SCHEMA)
    grown.put_titles(list(plain.titles.values()))
    grown.put_companies(list(plain.companies.values()))
    grown.put_contacts(list(plain.contacts.values()))
    return grown


def test_titles_and_companies_that_are_not_known_count_as_none(index: FacetIndex) -> None:
    index.put_contacts([person(7, title=77, company=77)])

    row = index.keys.codes_of(np.array([7]))[0]
    assert index.column("title")[row] == index.column("company")[row] == 0


def test_nothing_happens_when_nothing_is_put(index: FacetIndex) -> None:
    before = count(index, FacetQuery()), index.n_changes

    index.put_titles([])
    index.put_companies([])
    index.put_contacts([])

    assert (count(index, FacetQuery()), index.n_changes) == before


def test_dropped_contact_is_in_no_bitmap_and_comes_back_by_its_key(
    plain: Plain, index: FacetIndex
) -> None:
    row = int(index.keys.codes_of(np.array([5]))[0])

    index.drop_contacts([5, 5, 404])

    assert len(index) == 1
    assert not any(row in one for facet in index.bitmaps.values() for one in facet.values())
    assert not any(row in index.with_value("city", city) for city in ("Bonn", "Rome"))

    index.put_contacts([plain.contacts[5]])

    assert count(index, FacetQuery()) == plain.counts(FacetQuery())


def test_parts_are_the_rows_of_each_value(plain: Plain, index: FacetIndex) -> None:
    rows = np.array(list(index.live), dtype=np.uint32)

    for (
        facet
    ) in SCHEMA.person_facets:  # Also those that are not counted, by which people are sorted.
        parts = {
            index.values[facet].texts[code]: len(part)
            for code, part in index.rows_by_value(facet, rows)
        }
        wanted = Counter(
            value for one in plain.contacts.values() for value in plain.values(one, facet)
        )
        assert {value: n for value, n in parts.items() if n} == wanted


def test_most_frequent_values_get_the_bitmaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_builder, "MAX_BITMAPS", 1)
    plain = Plain(TAXONOMY)
    companies = [
        firm(1, "A", technologies=("sap", "aws")),
        firm(2, "B", technologies=("aws",)),
    ]
    plain.put_companies(companies)
    plain.put_contacts([person(key, company=key % 3, city="XY"[key % 2]) for key in range(9)])

    index = built(plain)

    for facet, value in (("technology", "aws"), ("city", "X")):
        assert [index.values[facet].texts[code] for code in index.bitmaps_of(facet)] == [value]
    assert index.long_tail("technology").most == 6


def test_people_of_companies_follow_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "_SLICE", 2)
    plain = Plain(TAXONOMY)
    plain.put_companies([firm(1, "Zeta"), firm(2, "Mill")])
    plain.put_contacts(
        [person(1), person(2, company=2), person(3, company=1), person(4, company=2)]
    )
    index = built(plain)

    before = index.people_per_company()[1:].tolist()
    index.put_contacts([person(2, company=1)])

    assert (before, index.people_per_company()[1:].tolist()) == ([1, 2], [2, 1])


def test_sizes_of_bitmaps_follow_a_change() -> None:
    plain = Plain(TAXONOMY)
    plain.put_contacts([person(1), person(2, do_not_contact="yes")])
    index = built(plain)

    before = sorted(index.sizes("do_not_contact").values())
    index.put_contacts([person(2)])

    assert (before, sorted(index.sizes("do_not_contact").values())) == ([1, 1], [0, 2])
