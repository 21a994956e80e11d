from collections import Counter

import numpy as np
import pytest

from facet_index import index_builder
from facet_index.facet_counts import count
from facet_index.index import MAX_BITMAPS, FacetIndex
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
    grown = FacetIndex.none(TAXONOMY, SCHEMA)
    grown.put_titles(list(plain.titles.values()))
    grown.put_companies(list(plain.companies.values()))
    grown.put_contacts(list(plain.contacts.values()))
    return grown


def test_who_carries_a_title_counts_anew_when_it_changes(plain: Plain, index: FacetIndex) -> None:
    rows = [TitleRow(1, level="clerk", labels=[("field", 0.9)])]

    plain.put_titles(rows)
    index.put_titles(rows)

    assert count(index, FacetQuery()) == plain.counts(FacetQuery())
    assert count(index, FacetQuery()).by_facet["function"] == {"field": 1}


def test_people_of_a_company_count_anew_when_it_changes(plain: Plain, index: FacetIndex) -> None:
    rows = [firm(1, "Mill", industry="farm", technologies=("gcp",))]

    plain.put_companies(rows)
    index.put_companies(rows)

    assert count(index, FacetQuery()) == plain.counts(FacetQuery())
    assert count(index, FacetQuery()).by_facet["technology"] == {"gcp": 1}


def test_each_box_finds_as_many_as_it_says(index: FacetIndex) -> None:
    for facet, counts in count(index, FacetQuery()).by_facet.items():
        for value, n in counts.items():
            assert count(index, FacetQuery({facet: [value]})).total == n


def test_of_rows_with_one_key_the_last_counts(plain: Plain, index: FacetIndex) -> None:
    titles = [TitleRow(9, labels=[("ops", 0.9)]), TitleRow(9, labels=[("field", 0.3)])]
    companies = [firm(9, "A", technologies=("sap",)), firm(9, "B")]
    contacts = [person(7, city="Graz"), person(7, title=9, company=9, city="Oslo")]

    for one in (plain, index):
        one.put_titles(titles)
        one.put_companies(companies)
        one.put_contacts(contacts)

    question = FacetQuery({"department": ["it"]}, confidence=0.5)
    assert count(index, FacetQuery()) == plain.counts(FacetQuery())
    assert count(index, question) == plain.counts(question)
    assert len(index.orders["name"].take(index.live, 9)) == 3


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


def test_values_without_a_bitmap_are_found_too() -> None:
    plain = Plain(TAXONOMY)
    n = MAX_BITMAPS + 20
    plain.put_companies(
        [firm(key, f"c{key}", industry=f"i{key}", technologies=(f"t{key}",)) for key in (1, n)]
        + [firm(key, "", industry=f"i{key}", technologies=(f"t{key}",)) for key in range(2, n)]
    )
    plain.put_contacts([person(key, company=key, city=f"city {key}") for key in range(1, n + 1)])
    plain.put_contacts([person(n + key, company=1, city="city 1") for key in range(1, 4)])

    index = built(plain)

    listed = [facet for facet, mine in index.bitmaps.items() for _ in mine]
    assert {facet: listed.count(facet) for facet in ("city", "technology", "company_industry")} == {
        "city": MAX_BITMAPS,
        "technology": MAX_BITMAPS,
        "company_industry": MAX_BITMAPS,
    }
    for facet, prefix in (("city", "city "), ("technology", "t"), ("company_industry", "i")):
        sizes = [len(index.with_value(facet, f"{prefix}{key}")) for key in range(1, n + 1)]
        assert sizes == [4, *[1] * (n - 1)]
        assert not index.with_value(facet, "elsewhere")


def test_parts_are_the_rows_of_each_value(plain: Plain, index: FacetIndex) -> None:
    rows = np.array(list(index.live), dtype=np.uint32)

    for facet in SCHEMA.people:  # Also those that are not counted, by which people are sorted.
        parts = {
            index.values[facet].texts[code]: len(part) for code, part in index.parts(facet, rows)
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
    assert index.unlisted("technology").most == 6


def test_sizes_of_bitmaps_follow_a_change() -> None:
    plain = Plain(TAXONOMY)
    plain.put_contacts([person(1), person(2, do_not_contact="yes")])
    index = built(plain)

    before = sorted(index.sizes("do_not_contact").values())
    index.put_contacts([person(2)])

    assert (before, sorted(index.sizes("do_not_contact").values())) == ([1, 1], [0, 2])
